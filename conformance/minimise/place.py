"""The one place of a body in which an invalid case differs from its control."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from conformance.difference import ABSENT, differences

Path = tuple[str, ...]
"""Names of members and positions of items, from the whole inwards."""


def place(one: Any, other: Any) -> Path | None:
    """The innermost place that has all differences in it; None if there are none."""
    found = [
        [token.replace("~1", "/").replace("~0", "~") for token in difference.pointer.split("/")[1:]]
        for difference in differences(one, other)
    ]
    if not found:
        return None
    pairs = zip(min(found), max(found), strict=False)
    return tuple(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def at(value: Any, path: Path) -> Any:
    """What is there; ABSENT if nothing is."""
    for token in path:
        if isinstance(value, dict):
            value = value.get(token, ABSENT)
        elif isinstance(value, list) and int(token) < len(value):
            value = value[int(token)]
        else:
            return ABSENT
    return value


def put(value: Any, path: Path, new: Any) -> Any:
    """The value with something else there; ABSENT takes away what is there."""
    if not path:
        return new
    token, *rest = path
    inner = put(at(value, (token,)), tuple(rest), new)
    if isinstance(value, list):
        position = int(token)
        return [*value[:position], *([] if inner is ABSENT else [inner]), *value[position + 1 :]]
    if inner is ABSENT:
        return {key: other for key, other in value.items() if key != token}
    return {**value, token: inner}
