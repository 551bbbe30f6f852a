"""Moments as RFC 3339 writes them."""

from __future__ import annotations

import re
from datetime import date, datetime
from fractions import Fraction
from typing import Any

FINEST = 30
"""Digits of a fraction of a second that are compared; nobody measures so many."""

_FORM = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ]((?:[01]\d|2[0-3]):[0-5]\d):(\d\d)(\.\d+)?"
    r"([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)


def is_moment(value: Any) -> bool:
    """Whether a value is an RFC 3339 date-time: of any precision, with any offset or `Z`.

    Leap seconds are legal, and so are lower-case letters and a space between date and time.
    """
    found = _FORM.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[3]) > 60:
        return False
    try:
        date.fromisoformat(found[1])
    except ValueError:
        return False
    return True


def same_moment(one: Any, other: Any) -> bool:
    """Whether two RFC 3339 date-times are one moment, whatever their offsets and their precision.

    Where one is coarser, the other may differ by less than a unit of its last digit: it was cut or
    rounded. What isn't a moment is the same as nothing.
    """
    if not (is_moment(one) and is_moment(other)):
        return False
    (first, unit), (second, other_unit) = _instant(one), _instant(other)
    tolerance = max(unit, other_unit) if unit != other_unit else Fraction(0)
    return first == second or abs(first - second) < tolerance


def unix_seconds(text: str) -> Fraction:
    """The Unix time of a moment, in seconds."""
    return _instant(text)[0]


def _instant(text: str) -> tuple[Fraction, Fraction]:
    """Seconds, and the unit of the last digit. A leap second is the second after it."""
    found = _FORM.fullmatch(text)
    assert found is not None
    day, clock, seconds, fraction, offset = found.groups()
    zone = "+00:00" if offset in {"Z", "z"} else offset
    minute = datetime.strptime(f"{day} {clock} {zone}", "%Y-%m-%d %H:%M %z")
    digits = (fraction or ".")[1 : 1 + FINEST]
    unit = Fraction(1, 10 ** len(digits))
    return int(minute.timestamp()) + int(seconds) + int(digits or 0) * unit, unit
