"""The geometry of the page's charts: numbers in, lengths and points in pixels out."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from conformance.outcome import Outcome
from conformance.pace import Latency, Moment
from conformance.reports.outline import ORDER, FlowRow

BAR_WIDTH = 240
WIDE, HIGH = 360, 64
LATENCY_WIDTH = 420
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a bar: which outcome, its left edge and its width."""

    outcome: Outcome
    left: float
    width: float


def bar(row: FlowRow, largest: int) -> list[Bar]:
    """The parts of a flow's bar from left to right."""
    parts: list[Bar] = []
    left = 0.0
    for outcome in ORDER:
        width = row.counts[outcome] * BAR_WIDTH / largest
        if width:
            # A hair of space between the parts, so that they differ without colour too.
            parts.append(Bar(outcome, round(left, 2), round(max(width - 1, 0.5), 2)))
        left += width
    return parts


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear axis of `width` pixels up to `most`, with the values at which it is ticked."""

    most: float
    width: int
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Where a value stands."""
        return round(min(value, self.most) * self.width / self.most, 2)


def scale(values: Iterable[float], width: int = LATENCY_WIDTH) -> Scale:
    """An axis that holds all values, ticked at round numbers."""
    most = max(values, default=0.0)
    # What is less than a tenth of a millisecond was rounded to nothing.
    most = most if most >= 0.1 else 1.0
    rough = most / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((one * power for one in STEPS if one * power >= rough), 10 * power)
    count = math.ceil(most / step)
    return Scale(count * step, width, tuple(round(step * one, 6) for one in range(count + 1)))


def latency_scale(latencies: Iterable[Latency]) -> Scale:
    """The axis that all operations share, in milliseconds."""
    return scale(one.longest for one in latencies)


@dataclass(frozen=True, slots=True)
class LimitChart:
    """What was left of a limit over time, as a path of dots, and where 429s came.

    `lowest` is the least that was left; `refused` counts the 429s.
    """

    operation: str
    dots: str
    refusals: tuple[float, ...]
    limit: int | None
    lowest: int | None
    refused: int
    seconds: float


def limit_chart(operation: str, moments: tuple[Moment, ...], seconds: float) -> LimitChart:
    """The chart of one operation over a run of so many seconds."""
    limits = [one.limit for one in moments if one.limit is not None]
    left = [one.remaining for one in moments if one.remaining is not None]
    most = max([*limits, *left], default=1) or 1
    across = WIDE / (seconds or 1)
    points = [
        f"M{one.second * across:.1f} {HIGH - one.remaining * HIGH / most:.1f}h0"
        for one in moments
        if one.remaining is not None
    ]
    return LimitChart(
        operation,
        "".join(points),
        tuple(round(one.second * across, 1) for one in moments if one.refused),
        max(limits, default=None),
        min(left, default=None),
        sum(one.refused for one in moments),
        seconds,
    )
