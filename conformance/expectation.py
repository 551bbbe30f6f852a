"""What a check may expect of an answer; what isn't so is said with its place and values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from conformance.difference import ABSENT, escaped
from conformance.evidence import NO_JSON, Evidence
from conformance.same import same

LONGEST = 300


LONGEST_SAID = 2000
"""Characters of what a finding says, each part of it: a target may have put megabytes there."""


def _cut(text: str) -> str:
    if len(text) <= LONGEST_SAID:
        return text
    return f"{text[:LONGEST_SAID]}… ({len(text)} characters)"


class Unmet(Exception):  # noqa: N818 - an expectation that is unmet is no error of ours
    """An expectation that an answer doesn't meet. Those of one `cause` are one finding.

    `control` is an exchange that differs in one thing and is as it should be, if there is one.
    `others` are numbers of earlier exchanges that made the expectation. `only_alone`: what others
    sent meanwhile may be the reason, so that it counts only where nobody did.
    """

    def __init__(
        self,
        evidence: Evidence,
        pointer: str,
        expected: str,
        actual: str,
        others: tuple[int, ...] = (),
    ) -> None:
        pointer, expected, actual = map(_cut, (pointer, expected, actual))
        super().__init__(f"{pointer}: expected {expected}, got {actual}")
        self.cause: tuple[str, ...] = (pointer, expected)
        self.control: Evidence | None = None
        self.evidence = evidence
        self.pointer = pointer
        self.expected = expected
        self.actual = actual
        self.others = others
        self.only_alone = False


@contextmanager
def one_finding(*cause: object) -> Iterator[None]:
    """What isn't met in here has this one cause, whatever ids and texts its findings name."""
    try:
        yield
    except Unmet as unmet:
        unmet.cause = tuple(map(str, cause))
        raise


@contextmanager
def only_alone() -> Iterator[None]:
    """What isn't met in here counts only where no other shard of the run sent anything then."""
    try:
        yield
    except Unmet as unmet:
        unmet.only_alone = True
        raise


def written(value: Any) -> str:
    """A JSON value as JSON text, cut to a readable length."""
    if value is ABSENT:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, default=_number)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"


def _number(value: Decimal) -> float | str:
    """A number as JSON has it, if it can be written so without becoming another."""
    number = float(value)
    return number if Decimal(repr(number)) == value else str(value)


def find(value: Any, pointer: str) -> Any:
    """The value at a JSON pointer (RFC 6901); `ABSENT` where there is none."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return ABSENT
    return value


@dataclass(slots=True)
class Place:
    """One place of an answer's body, by its JSON pointer."""

    evidence: Evidence
    pointer: str

    @property
    def value(self) -> Any:
        return find(self.evidence.json, self.pointer)

    def _unmet(self, expected: str) -> Unmet:
        return Unmet(self.evidence, self.pointer, expected, written(self.value))

    def is_there(self) -> None:
        """There is a value, be it null."""
        if self.value is ABSENT:
            raise self._unmet("a value")

    def same_as_sent(self) -> None:
        """The value is there and equals what the request has at the same place."""
        self.equals(find(self.evidence.sent, self.pointer))

    def same_as_sent_if_there(self) -> None:
        """A value that came back equals what the request has at the same place."""
        sent = find(self.evidence.sent, self.pointer)
        if sent is not ABSENT and self.value is not ABSENT:
            self.equals(sent)

    def keeps_what_was_sent(self, apart_from: Collection[str] = ()) -> None:
        """Every value that came back below this place is the one that was sent, at any depth.

        Keys of objects may be missing and may be added; elements of arrays may not. Members
        directly below the place may be left `apart_from` it, for another requirement.
        """
        self.keeps(self._sent(apart_from))

    def keeps(self, sent: Any) -> None:
        """Like `keeps_what_was_sent`, of a value that stood elsewhere."""
        if self.value is ABSENT or self.value is None:
            return
        for place, value, came in _pairs(self.pointer, sent, self.value):
            if value is not ABSENT and came is not ABSENT and not same(value, came):
                raise Unmet(self.evidence, place, written(value), written(came))

    def returns_all_that_was_sent(self, apart_from: Collection[str] = ()) -> None:
        """No key that was sent is missing below this place, at any depth, whatever its value."""
        sent = self._sent(apart_from)
        nothing = self.value is ABSENT or self.value is None
        came = {} if nothing and isinstance(sent, dict) else self.value
        for place, value, other in _pairs(self.pointer, sent, came):
            if other is ABSENT:
                raise Unmet(self.evidence, place, written(value), written(ABSENT))

    def _sent(self, apart_from: Collection[str]) -> Any:
        sent = find(self.evidence.sent, self.pointer)
        if not isinstance(sent, dict):
            return sent
        return {name: value for name, value in sent.items() if name not in apart_from}

    def equals(self, expected: Any) -> None:
        """The value is there and is `expected`, as JSON compares."""
        if self.value is ABSENT or not same(expected, self.value):
            raise self._unmet(written(expected))

    def satisfies(self, condition: Callable[[Any], bool], expected: str) -> None:
        """The value is there and the condition holds; `expected` says it in words."""
        if self.value is ABSENT or not condition(self.value):
            raise self._unmet(expected)


def _pairs(pointer: str, sent: Any, came: Any) -> Iterator[tuple[str, Any, Any]]:
    """What was sent and what came, place by place, as far down as both have the same form.

    What came is `ABSENT` where an object lacks a key that was sent.
    """
    if isinstance(sent, dict) and isinstance(came, dict):
        for key, value in sent.items():
            place = f"{pointer}/{escaped(key)}"
            yield from _pairs(place, value, came.get(key, ABSENT))
    elif isinstance(sent, list) and isinstance(came, list) and len(sent) == len(came):
        for number, value in enumerate(sent):
            yield from _pairs(f"{pointer}/{number}", value, came[number])
    else:
        yield pointer, sent, came


@dataclass(slots=True)
class HeaderField:
    """One header of an answer."""

    evidence: Evidence
    name: str

    def is_there(self) -> None:
        self.satisfies(bool, "the header")

    def satisfies(self, condition: Callable[[str], bool], expected: str) -> None:
        """The header is there and the condition holds; `expected` says it in words."""
        value = self.evidence.header(self.name)
        if value is None or not condition(value):
            actual = "no such header" if value is None else written(value)
            raise Unmet(self.evidence, f"header:{self.name}", expected, actual)


@dataclass(slots=True)
class Expectation:
    """What is expected of one answer. Every method raises Unmet when it isn't so."""

    evidence: Evidence

    def status(self, *allowed: int) -> None:
        """The status is one of these."""
        self.that(self.evidence.status in allowed, "status", " or ".join(map(str, allowed)))

    def succeeds(self) -> None:
        """The status is 2xx."""
        self.that(self.evidence.succeeded, "status", "a success (2xx)")

    def does_not_succeed(self) -> None:
        """The status is not 2xx."""
        self.that(not self.evidence.succeeded, "status", "no success (not 2xx)")

    def is_refused(self) -> None:
        """The status is 4xx."""
        self.that(self.evidence.refused, "status", "a refusal (4xx)")

    def at(self, pointer: str) -> Place:
        """A place of the answer's body, which must be JSON."""
        if not self.evidence.is_json:
            raise Unmet(self.evidence, "", "a JSON body", self._no_json())
        return Place(self.evidence, pointer)

    def header(self, name: str) -> HeaderField:
        return HeaderField(self.evidence, name)

    def that(self, holds: bool, pointer: str, expected: str, actual: str | None = None) -> None:
        """Any other condition. `actual` is by default the status."""
        if not holds:
            status = str(self.evidence.status) if self.evidence.status else "no answer"
            raise Unmet(self.evidence, pointer, expected, status if actual is None else actual)

    def _no_json(self) -> str:
        text = self.evidence.body[:80].decode(errors="backslashreplace")
        if not text:
            return "an empty body"
        why = self.evidence.no_json
        return f"{text!r}" if why in {None, NO_JSON} else f"{text!r} ({why})"


def expect(evidence: Evidence) -> Expectation:
    """Begin to say what is expected of an answer."""
    return Expectation(evidence)


def expect_all_different(answers: Sequence[Evidence], pointer: str) -> None:
    """Every answer has a value of its own at a place."""
    seen: dict[str, Any] = {}
    for answer in answers:
        expect_new(answer, pointer, seen)


def expect_new(answer: Evidence, pointer: str, seen: dict[str, Any]) -> None:
    """No answer in `seen` has this one's value at a place; it is in there afterwards."""
    value = expect(answer).at(pointer).value
    own = answer.exchange.number
    text = json.dumps(value, sort_keys=True, default=repr)
    if len(text) > LONGEST:
        # All of them are kept for as long as a run is judged.
        text = hashlib.sha256(text.encode("ascii")).hexdigest()
    first = seen.setdefault(text, own)
    if first != own:
        expected = f"another value than in exchange {first}"
        raise Unmet(answer, pointer, expected, written(value), (first,))


def expect_unchanged(answer: Evidence, pointer: str, seen: dict[str, Any], key: str) -> None:
    """The value at a place is the one that the first answer with this key in `seen` had there."""
    place = expect(answer).at(pointer)
    place.is_there()
    first, number = seen.setdefault(key, (place.value, answer.exchange.number))
    if not same(first, place.value):
        raise Unmet(answer, pointer, written(first), written(place.value), (number,))
