"""Numbers at which types end, as far as JSON promises to keep them, and beyond."""

from __future__ import annotations

_POWERS = (7, 8, 15, 16, 24, 31, 32, 33, 40, 48, 52)

INTEGERS = (
    0,
    *(sign * number for number in (1, 2, 10, 42, 99, 100, 255, 1000) for sign in (1, -1)),
    *(sign * (2**power + step) for power in _POWERS for step in (-1, 0, 1) for sign in (1, -1)),
    *(sign * 10**power for power in (5, 6, 9, 12, 15) for sign in (1, -1)),
    *(sign * (2**53 - step) for step in (1, 2) for sign in (1, -1)),
    1750069800,
    1750069800123,
)

FLOATS = (
    *(sign * number for number in (0.5, 1.5, 2.5, 0.25, 0.125, 99.5, 19.75) for sign in (1, -1)),
    *(2.0**-power for power in (4, 8, 10, 14, 16, 20)),
    *(1.0, -1.0, 100.0, 2.0**31, 2.0**53 - 1, 4503599627370495.5, 1e15, -1e9, 123456789.0),
    *(2147483647.5, -2147483648.5, 65535.75, 1234567.875),
)

BEYOND = (
    *(sign * (2**power + step) for power in (53, 63, 64) for step in (0, 1) for sign in (1, -1)),
    *(10**18, 10**20, 10**30, -(10**40), 10**100),
    *(0.1, 0.2, 1.1, 19.99, 1 / 3, 1e-7, 1e16, 1e21, 1e100, 1.7976931348623157e308, 5e-324),
)
"""Numbers for which a server may give back anything, but which it ought to accept."""
