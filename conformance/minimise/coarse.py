"""The first pass: what goes at once, found by halving.

A shrinker takes hold of one thing after the other, which costs a request each. Most of a failing
request has nothing to do with the failure, so half of it goes with one request.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from conformance.minimise.draws import Build, Candidate, Selection

SMALL = 8
"""A text of so many characters, or an integer up to here, is left to the shrinker."""


def smallest(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The smallest number above `low`, up to `high`, that holds, if all above it hold too.

    It is taken for granted that `low` doesn't hold and `high` does.
    """
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high


def drop(build: Build[Candidate], fails: Callable[[Candidate], bool]) -> None:
    """Try candidates in which all is plain but what the failure needs."""
    whole = Selection()
    build(whole)
    needed: set[int] = set()
    reach = len(whole.within)

    def holds(first: int) -> bool:
        return fails(build(Selection({*range(first), *needed})))

    while reach and not holds(0):
        last = smallest(0, reach, holds) - 1
        needed |= {last, *whole.within[last]}
        reach = last


def shorten(build: Build[Candidate], fails: Callable[[Candidate], bool]) -> None:
    """Try candidates in which longer texts are shorter, and then larger integers smaller."""
    whole = Selection()
    build(whole)
    found: dict[int, Any] = {}

    def holds(position: int, outcome: Any) -> bool:
        return fails(build(Selection(instead={**found, position: outcome})))

    for position, (text, plain) in whole.texts.items():
        if len(text) > SMALL:
            found[position] = _shortest(text, plain, partial(holds, position))
    for position, most in whole.integers.items():
        if most > SMALL:
            found[position] = _lowest(most, partial(holds, position))


def _shortest(text: str, plain: str, holds: Callable[[str], bool]) -> str:
    """As much of a text as is needed, in one piece; if only its length counts, a plain one."""
    if holds(plain):
        return plain
    uniform = plain * len(text)
    if holds(uniform):
        return uniform[: smallest(1, len(text), lambda length: holds(uniform[:length]))]
    text = text[: smallest(0, len(text), lambda length: holds(text[:length]))]
    return text[-smallest(0, len(text), lambda length: holds(text[-length:])) :]


def _lowest(most: int, holds: Callable[[int], bool]) -> int:
    """The lowest integer that is needed, first by its number of bits."""
    if holds(0):
        return 0

    def largest_of(bits: int) -> int:
        return min(most, (1 << bits) - 1)

    bits = smallest(0, most.bit_length(), lambda bits: holds(largest_of(bits)))
    power = 1 << (bits - 1)
    for limit in (power, power + 1):
        if limit <= most and holds(limit):
            return limit
    return smallest(power + 1, max(power + 1, largest_of(bits)), holds)
