"""Where in the text of a JSON body the value at a pointer stands, to mark it there."""

from __future__ import annotations

import json
import re

_SPACE = re.compile(r"[ \t\n\r]*")
_decode = json.JSONDecoder().raw_decode


def span(text: str, pointer: str) -> tuple[int, int] | None:
    """Start and end of the value at a JSON pointer (RFC 6901), or None where there is none."""
    try:
        place: int | None = _after_space(text, 0)
        for part in pointer.split("/")[1:]:
            if place is None:
                return None
            place = _below(text, place, part.replace("~1", "/").replace("~0", "~"))
        return None if place is None else (place, _decode(text, place)[1])
    except (ValueError, IndexError, RecursionError):
        return None


def _below(text: str, place: int, name: str) -> int | None:
    """Where the member or item of that name begins, in the object or array at a place."""
    opening, place = text[place], _after_space(text, place + 1)
    number = 0
    while opening in "{[" and text[place] not in "}]":
        key: object = str(number)
        if opening == "{":
            key, place = _decode(text, place)
            place = _after_space(text, _after_space(text, place) + 1)
        if key == name:
            return place
        place = _after_space(text, _decode(text, place)[1])
        if text[place] == ",":
            place = _after_space(text, place + 1)
        number += 1
    return None


def _after_space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place
