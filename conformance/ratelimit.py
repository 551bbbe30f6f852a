"""Rate-limit headers: their names, how to read their values, and when they are well-formed."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

LIMIT, REMAINING, RESET = "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"

UNIX_FROM = 1_000_000_000
"""An `X-RateLimit-Reset` from here on is a moment in Unix seconds; below, seconds to go."""


MOST_DIGITS = 15
"""A structured field's integer has no more (RFC 9651 section 3.3.1)."""


def integer(value: str | None) -> int | None:
    """A non-negative integer in decimal digits, or None."""
    digits = value.strip() if value is not None else ""
    if not (0 < len(digits) <= MOST_DIGITS and digits.isascii() and digits.isdigit()):
        return None
    return int(digits)


LONGEST_DATE = 64
"""Characters; the longest form of RFC 9110 has 33."""


def http_date(value: str | None) -> datetime | None:
    """An HTTP date (RFC 9110 section 5.6.7), or None."""
    if value is None or len(value) > LONGEST_DATE:
        return None
    return _http_date(value)


@lru_cache(maxsize=64)
def _http_date(value: str) -> datetime | None:
    # The answers of one second all have the same.
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def retry_after(value: str | None, date: str | None) -> float | None:
    """The seconds that a `Retry-After` asks to wait, not negative, or None if it is neither form.

    `date` is the answer's `Date`, by which a moment becomes a duration whatever our own clock says.
    """
    seconds = integer(value)
    if seconds is not None:
        return float(seconds)
    moment = http_date(value)
    if moment is None:
        return None
    now = http_date(date) or datetime.now(UTC)
    return max(0.0, (moment - now).total_seconds())
