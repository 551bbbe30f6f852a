"""What httplint observes about the headers of answers: never scored, and no requirement's business.

Answers with the same operation, status and header names are of one kind; one of each is looked at.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from markupsafe import Markup

from conformance.evidence import Evidence
from conformance.exchange import Headers, Request, Response

RANKS = ("bad", "warning", "info", "good")
"""How much httplint makes of something, the worst first."""

STATUS = "STATUS_"
"""How the codes of notes begin that only say what a status means."""


@dataclass(frozen=True, slots=True)
class Remark:
    """An observation: httplint's `code` and `rank`, its words, and where it was made.

    `kinds` is in how many kinds of answers, `answers` how many those are in all; `exchange` is the
    number of the first.
    """

    code: str
    rank: str
    field: str
    summary: str
    detail: str
    kinds: int
    answers: int
    exchange: int


@dataclass(slots=True)
class _Kind:
    """The first answer of a kind, and how many are like it."""

    evidence: Evidence
    answers: int = 0


class Remarking:
    """Hears every exchange of a run once."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[object, ...], _Kind] = {}

    def hear(self, evidence: Evidence) -> None:
        """Take note of one exchange, if it was answered."""
        answer = evidence.exchange.response
        if answer is None:
            return
        names = frozenset(name.lower() for name, _ in answer.headers)
        key = (evidence.exchange.operation, answer.status, names)
        self._kinds.setdefault(key, _Kind(evidence)).answers += 1

    def remarks(self) -> tuple[Remark, ...] | None:
        """What there is to say, the worst first; None where httplint isn't installed."""
        if importlib.util.find_spec("httplint") is None:
            return None
        found: dict[tuple[str, str], Remark] = {}
        for kind in self._kinds.values():
            for note in _notes(kind.evidence):
                place = type(note).__name__, str(note.summary)
                known = found.get(place)
                found[place] = _remark(note, kind, known)
        return tuple(
            sorted(found.values(), key=lambda one: (RANKS.index(one.rank), one.code, one.summary))
        )


def _remark(note: Any, kind: _Kind, known: Remark | None) -> Remark:
    subject = str(note.subject)
    name = subject.removeprefix("field-") if subject.startswith("field-") else ""
    kinds, answers = (known.kinds, known.answers) if known else (0, 0)
    return Remark(
        type(note).__name__,
        note.level.value,
        name,
        _plain(note.summary),
        _plain(note.detail),
        kinds + 1,
        answers + kind.answers,
        known.exchange if known else kind.evidence.exchange.number,
    )


def _plain(markup: object) -> str:
    """httplint's HTML as plain text."""
    return re.sub(r"\s+", " ", Markup(markup).striptags())  # noqa: S704


def _notes(evidence: Evidence) -> Iterable[Any]:
    """httplint's notes on one answer. The body is left out: it is decoded, and without secrets."""
    request, answer = evidence.exchange.request, evidence.exchange.response
    assert answer is not None
    try:
        return _linted(request, answer)
    except Exception:
        return ()


def _linted(request: Request, answer: Response) -> list[Any]:
    from httplint import (  # noqa: PLC0415 - slow to import
        HttpRequestLinter,
        HttpResponseLinter,
    )

    asked = HttpRequestLinter(no_content=True)
    parts = urlsplit(request.url)
    place = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    asked.process_request_topline(request.method.encode(), place.encode(), b"HTTP/1.1")
    asked.process_headers(_raw(request.headers))
    asked.finish_content(True)
    linter = HttpResponseLinter(no_content=True, _related=asked)
    linter.process_response_topline(b"HTTP/1.1", str(answer.status).encode())
    linter.process_headers(_raw(answer.headers))
    linter.finish_content(True)
    return [note for note in linter.notes if not type(note).__name__.startswith(STATUS)]


def _raw(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Headers as bytes; they were read as ISO 8859-1."""
    return [
        (name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
        for name, value in headers
    ]
