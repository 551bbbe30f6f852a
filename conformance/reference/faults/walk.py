"""Going through a JSON value of any depth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Holders = tuple[type, ...]
"""The kinds of what a value lies in, the outermost first: `dict` or `list`."""

Change = Callable[[Any, Holders], Any]

_DEEPEST = 64


def rebuilt(value: Any, change: Change, holders: Holders = ()) -> Any:
    """The value with `change` made of every value in it, the innermost first, and of itself.

    What lies deeper than 64 levels stays as it is.
    """
    if len(holders) > _DEEPEST:
        return value
    inside = (*holders, type(value))
    if isinstance(value, dict):
        value = {name: rebuilt(one, change, inside) for name, one in value.items()}
    elif isinstance(value, list):
        value = [rebuilt(one, change, inside) for one in value]
    return change(value, holders)


def has(value: Any, wanted: Callable[[Any, Holders], bool]) -> bool:
    """Whether `wanted` holds of the value or of one within it."""
    found = False

    def look(one: Any, holders: Holders) -> Any:
        nonlocal found
        found = found or wanted(one, holders)
        return one

    rebuilt(value, look)
    return found
