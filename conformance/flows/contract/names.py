"""Names in JSON answers: each once in its object, or readers disagree on what it says."""

from __future__ import annotations

import json
import re
from typing import Any

from conformance.evidence import Answered, Evidence
from conformance.expectation import expect, written
from conformance.flows.contract.flow import flow
from conformance.sabotage.answer import Answer
from conformance.source import rfc

NAME = re.compile(rb'"[ \t\r\n]*:')


class _Repeated(Exception):  # noqa: N818 - not an error of ours
    """A name that an object has twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise _Repeated(name)
        members[name] = value
    return members


def _names(value: Any) -> int:
    if isinstance(value, dict):
        return len(value) + sum(map(_names, value.values()))
    return sum(map(_names, value)) if isinstance(value, list) else 0


def _repeated(answer: Evidence) -> str | None:
    """The first name that an object of a JSON answer has twice."""
    # What looks like a name may stand in a text, so that this only saves reading it again.
    if len(NAME.findall(answer.body)) == _names(answer.json):
        return None
    try:
        json.loads(answer.body.decode("utf-8-sig"), object_pairs_hook=_once)
    except _Repeated as repeated:
        return str(repeated)
    return None


def _has_json(evidence: Evidence) -> bool:
    return evidence.exchange.response is not None and evidence.is_json


@flow.always_should("CON-35", rfc(8259, "4"), over=_has_json)
def names_once(answer: Answered) -> None:
    """No object in an answer has a name twice.

    Some readers take the first, some the last, and some refuse the whole text.
    """
    repeated = _repeated(answer)
    if repeated is not None:
        expect(answer).that(False, "", "each name once", f"{written(repeated)} twice")


@names_once.broken_by
def writes_its_first_member_twice(answer: Answer) -> None:
    if isinstance(answer.json, dict) and answer.json:
        name, value = next(iter(answer.json.items()))
        again = json.dumps({name: value}).encode("ascii")
        answer.body = answer.body.rstrip()[:-1] + b"," + again[1:]
