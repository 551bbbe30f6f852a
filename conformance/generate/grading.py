"""How strongly a valid request asks to be accepted.

MUST where it is ordinary. SHOULD where a lawful server may refuse it. None where JSON leaves its
meaning to each implementation, so that it doesn't belong among generated cases at all.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from conformance.corpus import RUN
from conformance.generate.addresses import is_plain
from conformance.generate.members import Form, Member, Role
from conformance.outcome import Level
from conformance.same import survives_any_parser

LONGEST_ORDINARY, LONGEST = 2_000, 20_000
LONGEST_CLIENT = 100
RUN_LENGTH = 14
"""Characters of a run's id, which stands where a case has the placeholder."""

LONGEST_KEY = 64
DEEPEST_ORDINARY, DEEPEST = 5, 30
MOST_KEYS = 40

MUST, SHOULD = Level.MUST, Level.SHOULD


def weakest(levels: Iterator[Level | None]) -> Level | None:
    """MUST if all are; None if one is."""
    result: Level | None = MUST
    for level in levels:
        if level is None:
            return None
        if level is SHOULD:
            result = SHOULD
    return result


def level_of_body(form: Form | None, body: Any) -> Level | None:
    """The level of a valid body; without a form, its members count as free."""
    if form is None or not isinstance(body, dict):
        return level_of_value(body)
    return weakest(_level_of_member(form.member(name), value) for name, value in body.items())


def _level_of_member(member: Member | None, value: Any) -> Level | None:
    if member is None or value is None:
        return SHOULD
    match member.role:
        case Role.TEXT:
            return level_of_text(value)
        case Role.CLIENT:
            level = level_of_text(value)
            long = len(value.replace(RUN, "x" * RUN_LENGTH)) > LONGEST_CLIENT
            return SHOULD if level is MUST and long else level
        case Role.ADDRESS:
            return MUST if is_plain(value) else SHOULD
        case Role.CHAT | Role.CHOICE | Role.FLAG:
            return MUST
    level = level_of_value(value)
    # What its schema says isn't understood, so neither is what is ordinary.
    return SHOULD if member.role is Role.UNREAD and level else level


def level_of_text(text: str) -> Level | None:
    """The level of a text that is the request's own subject, so that it ought to say something."""
    level = characters_level(text)
    return SHOULD if level is MUST and is_blank(text) else level


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing."""
    return not any(unicodedata.category(one)[0] not in "ZC" for one in text)


def characters_level(text: str) -> Level | None:
    """The level of a text by its characters and its length alone."""
    if len(text) > LONGEST:
        return None
    level: Level = MUST if len(text) <= LONGEST_ORDINARY else SHOULD
    if text.isascii() and text.isprintable():
        return level
    for character in text:
        if character == "\0" or "\ud800" <= character <= "\udfff":
            return None
        if character in "\t\n\r":
            continue
        if unicodedata.category(character) == "Cc" or is_noncharacter(character):
            level = SHOULD
    return level


def is_noncharacter(character: str) -> bool:
    """Whether Unicode sets the code point aside, never to be a character."""
    return ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF


def level_of_value(value: Any, depth: int = 0) -> Level | None:
    """The level of a free-form JSON value, such as metadata."""
    if isinstance(value, str):
        return characters_level(value)
    if isinstance(value, bool) or value is None:
        return MUST
    if isinstance(value, int | float):
        return _level_of_number(value)
    if depth >= DEEPEST:
        return None
    own = MUST if depth < DEEPEST_ORDINARY and len(value) <= MOST_KEYS else SHOULD
    parts = [own, *(level_of_value(item, depth + 1) for item in _items(value))]
    if isinstance(value, Mapping):
        parts += [level_of_key(key) for key in value]
    return weakest(iter(parts))


def _items(value: Mapping[str, Any] | list[Any]) -> list[Any]:
    return list(value.values()) if isinstance(value, Mapping) else value


def _level_of_number(number: int | float) -> Level | None:
    if isinstance(number, float):
        # The text that is sent is the number that JSON knows, so it is the text that counts.
        if not math.isfinite(number) or (number == 0 and math.copysign(1, number) < 0):
            return None
        return MUST if survives_as_written(number) else SHOULD
    return MUST if survives_any_parser(number) else SHOULD


def survives_as_written(number: float) -> bool:
    """Whether the shortest text of a float is its exact value, and in every parser's reach."""
    return survives_any_parser(Decimal(repr(number)))


def level_of_key(key: str) -> Level | None:
    """The level of the name of a member that the caller is free to name."""
    level = characters_level(key)
    odd = not key or key[0] == "$" or "." in key or key == "__proto__" or len(key) > LONGEST_KEY
    return SHOULD if level is MUST and odd else level
