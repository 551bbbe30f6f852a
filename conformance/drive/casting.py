"""A generated case as the call that it becomes in a run."""

from __future__ import annotations

import json
from typing import Any

from conformance.corpus import CHAT, RUN, UNKNOWN_CHAT, Case
from conformance.drive.reply import Missing, Reply
from conformance.drive.session import JSON, Session, Spelled

CONTENT_TYPE = "Content-Type"


def cast(session: Session, case: Case, chat: Any) -> Reply:
    """Send a case, with what only the run knows in the place of its placeholders."""
    known = {CHAT: chat, UNKNOWN_CHAT: session.unknown_chat(), RUN: session.run}
    headers = dict(case.headers)
    return session.call(
        case.step,
        case.operation,
        _filled(case.body, known),
        raw=_raw(case, known),
        path={
            name: _spelled(_filled(value, known), case.escaped) for name, value in case.path.items()
        },
        content_type=headers.pop(CONTENT_TYPE, JSON),
        headers=tuple(headers.items()),
    )


def _filled(value: Any, known: dict[str, Any]) -> Any:
    """The value with its placeholders replaced, at any depth; Missing where one can't be."""
    if isinstance(value, str):
        for name, text in known.items():
            if name in value:
                if isinstance(text, Missing):
                    return text
                value = value.replace(name, text)
        return value
    if isinstance(value, dict):
        return {key: _filled(member, known) for key, member in value.items()}
    if isinstance(value, list):
        return [_filled(element, known) for element in value]
    return value


def _raw(case: Case, known: dict[str, Any]) -> bytes | Missing | None:
    """The text that is sent as it is, if there is one."""
    if case.raw is None:
        return None
    escaped = {
        name: text if isinstance(text, Missing) else json.dumps(text)[1:-1]
        for name, text in known.items()
    }
    text = _filled(case.raw, escaped)
    return text if isinstance(text, Missing) else text.encode("utf-8", "surrogateescape")


def _spelled(value: Any, positions: tuple[int, ...]) -> Any:
    if isinstance(value, Missing) or not positions:
        return value
    return Spelled(value, frozenset(position % len(value) for position in positions))
