"""How strongly an invalid request asks to be refused.

MUST where nothing that is lawful could be meant. SHOULD where a lax server may convert what it got:
a text into a boolean, a number into a text, null into an absent member.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any, Final

from conformance.generate.addresses import is_clearly_none
from conformance.generate.grading import MUST, SHOULD
from conformance.generate.members import Member, Role
from conformance.outcome import Level


class Absent:
    """What stands in the place of a member that isn't there."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()

_BOOLEAN_LIKE = re.compile(
    r"|true|false|yes|no|on|off|[tfyn]|null|none|nil|undefined|enabled?|disabled?|[-+]?[0-9.e]+",
    re.IGNORECASE,
)


def level_of_flaw(member: Member, value: Any) -> Level:
    """The level of a member whose value violates its schema; `ABSENT` for one that is missing."""
    if isinstance(value, Absent):
        return MUST
    if value is None:
        return MUST if member.required else SHOULD
    judge = {
        Role.CHOICE: _choice,
        Role.FLAG: _flag,
        Role.FACTS: _facts,
        Role.ADDRESS: _address,
    }.get(member.role, _other)
    return judge(member, value)


def _address(_: Member, value: Any) -> Level:
    if isinstance(value, str):
        return MUST if is_clearly_none(value) else SHOULD
    return MUST if isinstance(value, dict | list) else SHOULD


def _choice(member: Member, value: Any) -> Level:
    if not isinstance(value, str):
        return MUST if isinstance(value, dict | list) else SHOULD
    spelled = {_folded(option) for option in member.options if isinstance(option, str)}
    return SHOULD if _folded(value) in spelled else MUST


def _folded(text: str) -> str:
    """A text as a reader sees it who cares for its letters only."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(one for one in plain if one.isalnum() and one.isascii())


def _flag(_: Member, value: Any) -> Level:
    if isinstance(value, str):
        return SHOULD if _BOOLEAN_LIKE.fullmatch(value.strip()) else MUST
    return MUST if isinstance(value, dict | list) else SHOULD


def _facts(_: Member, value: Any) -> Level:
    if isinstance(value, list):
        pairs = all(isinstance(item, list) and len(item) == 2 for item in value)
        return SHOULD if pairs else MUST
    if isinstance(value, str):
        return SHOULD if _means_object(value) else MUST
    return MUST


def _means_object(text: str) -> bool:
    """Whether a text is nothing, or an object that was written as a text."""
    if _BOOLEAN_LIKE.fullmatch(text.strip()) or "=" in text:
        return True
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _of_type(value: Any, name: Any) -> bool:
    """Whether the value is of the schema's type, so that another keyword is violated."""
    if isinstance(value, bool):
        return bool(name == "boolean")
    if isinstance(value, int | float):
        whole = float(value).is_integer()
        return bool(name == "number" or (name == "integer" and whole))
    names = {"str": "string", "list": "array", "dict": "object"}
    return bool(name == names.get(type(value).__name__))


def _other(member: Member, value: Any) -> Level:
    if _of_type(value, member.schema.get("type")):
        return MUST
    return MUST if isinstance(value, dict | list) else SHOULD
