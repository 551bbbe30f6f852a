"""How fast a target answered, and what was left of its rate limits while it was driven."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from conformance.evidence import Evidence
from conformance.ratelimit import LIMIT, REMAINING, integer

POINTS = 120
"""The moments into which a run is divided for a picture of it."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Of the answers to one operation: how many, and milliseconds until they were there."""

    operation: str
    answers: int
    median: float
    p95: float
    longest: float


@dataclass(frozen=True, slots=True)
class Moment:
    """One of the moments of a run: the least that was left of a limit, and how many 429 came.

    `second` is when it begins; `remaining` and `limit` are None where no answer said.
    """

    second: float
    remaining: int | None
    limit: int | None
    refused: int


@dataclass(frozen=True, slots=True)
class Pace:
    """What the answers of a run say of time. `limits` are by operation."""

    latencies: tuple[Latency, ...] = ()
    limits: Mapping[str, tuple[Moment, ...]] = field(default_factory=dict)


class Clocking:
    """Hears every exchange of a run once."""

    def __init__(self) -> None:
        self._milliseconds: defaultdict[str, list[float]] = defaultdict(list)
        self._limits: defaultdict[str, list[Moment]] = defaultdict(list)

    def hear(self, evidence: Evidence) -> None:
        """Take note of one exchange, if it was answered and is of the contract."""
        exchange = evidence.exchange
        if evidence.operation is None or exchange.response is None:
            return
        key = evidence.operation.key
        self._milliseconds[key].append(1000 * (exchange.ended - exchange.started))
        remaining = integer(evidence.header(REMAINING))
        limit = integer(evidence.header(LIMIT))
        if remaining is not None or evidence.status == 429:
            moment = Moment(exchange.ended, remaining, limit, int(evidence.status == 429))
            self._limits[key].append(moment)

    def pace(self) -> Pace:
        """What came of it."""
        latencies = tuple(_latency(key, sorted(of)) for key, of in self._milliseconds.items())
        end = max((one.second for found in self._limits.values() for one in found), default=0.0)
        return Pace(latencies, {key: _thinned(of, end) for key, of in self._limits.items()})


def _latency(operation: str, milliseconds: Sequence[float]) -> Latency:
    """Of sorted milliseconds; the percentile is a value that was measured (nearest rank)."""
    count = len(milliseconds)
    median = (milliseconds[(count - 1) // 2] + milliseconds[count // 2]) / 2
    p95 = milliseconds[math.ceil(0.95 * count) - 1]
    return Latency(operation, count, *(round(one, 1) for one in (median, p95, milliseconds[-1])))


def _thinned(found: Sequence[Moment], end: float) -> tuple[Moment, ...]:
    """At most `POINTS` moments, each with the least that was left in it and all its refusals."""
    width = end / POINTS or 1.0
    moments: dict[int, Moment] = {}
    for one in found:
        place = min(int(one.second / width), POINTS - 1)
        known = moments.get(place)
        moments[place] = one if known is None else _lower(known, one)
    return tuple(
        Moment(round(place * width, 3), one.remaining, one.limit, one.refused)
        for place, one in sorted(moments.items())
    )


def _lower(known: Moment, other: Moment) -> Moment:
    values = [one for one in (known, other) if one.remaining is not None]
    least = min(values, key=lambda one: one.remaining or 0, default=known)
    return Moment(known.second, least.remaining, least.limit, known.refused + other.refused)
