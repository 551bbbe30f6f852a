"""Moments as RFC 3339 writes them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

_FORM = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d):(\d\d)(\.\d+)?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)",
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
        datetime.strptime(f"{found[1]} {found[2]}", "%Y-%m-%d %H:%M")
    except ValueError:
        return False
    return True
