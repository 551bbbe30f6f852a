"""Keywords that limit a value in a way that can be compared: which of two allows more."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.drift.document import Place


@dataclass(frozen=True, slots=True)
class Said:
    """What a document says, and the pointer to where."""

    value: Any
    pointer: str


LEAST = {"string": "minLength", "array": "minItems", "object": "minProperties"}
MOST = {"string": "maxLength", "array": "maxItems", "object": "maxProperties"}
TEXTS = ("pattern", "format", "contentEncoding", "contentMediaType")

WORDS = {
    "minimum": "the least value",
    "maximum": "the greatest value",
    "minLength": "the least length",
    "maxLength": "the greatest length",
    "minItems": "the least number of items",
    "maxItems": "the greatest number of items",
    "minProperties": "the least number of members",
    "maxProperties": "the greatest number of members",
    "multipleOf": "the number of which it is a multiple",
    "integer": "whether it is a whole number",
    "uniqueItems": "whether items are unique",
    "pattern": "the pattern",
    "format": "the format",
    "contentEncoding": "the encoding of the content",
    "contentMediaType": "the media type of the content",
}
"""What each limit is about, in words."""


def limits(place: Place, type_: str, *, integer: bool, is_3_0: bool) -> dict[str, Said]:
    """The limits that a schema sets for values of a type.

    The least and the greatest value are pairs: the number, and whether it is itself excluded.
    """
    found = dict(_sizes(place, type_))
    if type_ == "number":
        for name, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            ends = list(_ends(place, name, exclusive, is_3_0=is_3_0))
            if ends:
                sign = 1 if name == "minimum" else -1
                found[name] = max(ends, key=lambda end: (sign * end.value[0], end.value[1]))
        multiple = place.at("multipleOf")
        if is_number(multiple.value) and multiple.value > 0:
            found["multipleOf"] = Said(multiple.value, multiple.pointer)
        if integer:
            found["integer"] = Said(True, place.at("type").pointer)
    if type_ == "array" and place.at("uniqueItems").value is True:
        found["uniqueItems"] = Said(True, place.at("uniqueItems").pointer)
    for name in TEXTS:
        if type_ == "string" or (type_ == "number" and name == "format"):
            text = place.at(name)
            if isinstance(text.value, str):
                found[name] = Said(text.value, text.pointer)
    return found


def _sizes(place: Place, type_: str) -> Iterator[tuple[str, Said]]:
    for names in (LEAST, MOST):
        size = place.at(names.get(type_, ""))
        # That something is at least 0 long says nothing.
        if is_number(size.value) and (names is MOST or size.value > 0):
            yield names[type_], Said(size.value, size.pointer)


def _ends(place: Place, name: str, exclusive: str, *, is_3_0: bool) -> Iterator[Said]:
    end, other = place.at(name), place.at(exclusive)
    if is_number(end.value):
        yield Said((end.value, is_3_0 and other.value is True), end.pointer)
    if is_number(other.value):
        yield Said((other.value, True), other.pointer)


def is_number(value: Any) -> bool:
    """Whether it is a number that can be compared."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or math.isfinite(value)


def compared(name: str, ours: Any, theirs: Any) -> tuple[bool, bool]:
    """Whether the second allows what the first doesn't, and the reverse; both where none is wider.

    Either is None where there is no such limit.
    """
    if ours is None or theirs is None:
        return theirs is None, ours is None
    if name in {"minimum", "maximum"}:
        sign = 1 if name == "minimum" else -1
        one, other = ((sign * end, excluded) for end, excluded in (ours, theirs))
        return other < one, other > one
    if name in LEAST.values():
        return theirs < ours, theirs > ours
    if name in MOST.values():
        return theirs > ours, theirs < ours
    if name == "multipleOf":
        return not _divides(ours, theirs), not _divides(theirs, ours)
    return True, True


def _divides(one: float, other: float) -> bool:
    try:
        quotient = other / one
    except (OverflowError, ZeroDivisionError):
        return False
    return math.isfinite(quotient) and abs(quotient - round(quotient)) < 1e-9


def tighter(name: str, one: Said, other: Said) -> Said:
    """Which of two limits that hold both says more; of two that can't be compared the first."""
    looser, stricter = compared(name, one.value, other.value)
    return other if stricter and not looser else one


def combined(some: Mapping[str, Said], others: Mapping[str, Said]) -> dict[str, Said]:
    """All limits where two schemas hold both."""
    found = dict(some)
    for name, said in others.items():
        found[name] = tighter(name, found[name], said) if name in found else said
    return found


def shown(name: str, said: Said | None) -> Any:
    """A limit as it is told: an end that is itself excluded says so."""
    if said is None or name not in {"minimum", "maximum"}:
        return said and said.value
    end, excluded = said.value
    word = {"minimum": ("at least", "more than"), "maximum": ("at most", "less than")}[name]
    return f"{word[excluded]} {end}"
