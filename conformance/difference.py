"""Where two JSON values differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from conformance.same import is_number


class Absent(Enum):
    """The marker of a member or an item that isn't there."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return self.value


ABSENT = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Difference:
    """A place in two values, a JSON pointer (RFC 6901), and what each of them has there."""

    pointer: str
    one: Any
    other: Any


def differences(one: Any, other: Any) -> list[Difference]:
    """Every place where two JSON values differ, as deep as it can be said.

    Numbers compare by value; a boolean is no number.
    """
    return list(_differences("", one, other))


def _differences(pointer: str, one: Any, other: Any) -> Iterator[Difference]:
    if isinstance(one, dict) and isinstance(other, dict):
        keys: Iterable[Any] = dict.fromkeys([*one, *other])
        parts = ((key, one.get(key, ABSENT), other.get(key, ABSENT)) for key in keys)
    elif isinstance(one, list) and isinstance(other, list):
        longest = max(len(one), len(other))
        parts = (
            (index, *(_item(side, index) for side in (one, other))) for index in range(longest)
        )
    elif _equal(one, other):
        return
    else:
        yield Difference(pointer, one, other)
        return
    for token, left, right in parts:
        yield from _differences(f"{pointer}/{escaped(token)}", left, right)


def _item(items: list[Any], index: int) -> Any:
    return items[index] if index < len(items) else ABSENT


def _equal(one: Any, other: Any) -> bool:
    if is_number(one) and is_number(other):
        return bool(one == other)
    return type(one) is type(other) and bool(one == other)


def escaped(token: str | int) -> str:
    """A token as it stands in a JSON pointer."""
    return str(token).replace("~", "~0").replace("/", "~1")
