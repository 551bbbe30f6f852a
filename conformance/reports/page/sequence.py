"""The calls of a case as a picture: what went to the server, what came back, in their order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from conformance.exchange import Exchange
from conformance.reports.page.messages import answer
from conformance.reports.text import visible

TOP, ROW = 34, 44
SHOWN = 12
"""A longer case is shown around the calls that matter."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: `there` and `back` are the heights of its two arrows. `wrong`: the finding's."""

    exchange: int
    there: int
    back: int
    asked: str
    step: str
    answered: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture; `left_out` calls are not in it."""

    title: str
    height: int
    calls: tuple[Call, ...]
    left_out: int


def sequence(case: Sequence[Exchange], wrong: Collection[int] = ()) -> Picture:
    """The picture of a case's exchanges, in their order; `wrong` are numbers of them."""
    chosen = _chosen(case, wrong)
    calls = tuple(
        Call(
            exchange.number,
            TOP + place * ROW + 20,
            TOP + place * ROW + 38,
            _asked(exchange),
            _short(exchange.step.replace("_", " "), 28),
            answer(exchange),
            exchange.number in wrong,
        )
        for place, exchange in enumerate(chosen)
    )
    name = visible(f"{case[0].flow}, {case[0].case}", 120)
    return Picture(name, TOP + len(calls) * ROW + 12, calls, len(case) - len(calls))


def _chosen(case: Sequence[Exchange], wrong: Collection[int]) -> Sequence[Exchange]:
    """All, or the first ones and those that lead to the last wrong one."""
    if len(case) <= SHOWN:
        return case
    places = [place for place, one in enumerate(case) if one.number in wrong]
    last = max(places, default=SHOWN - 1)
    if last < SHOWN:
        return case[:SHOWN]
    return [*case[:4], *case[last + 1 - (SHOWN - 4) : last + 1]]


def _asked(exchange: Exchange) -> str:
    try:
        parts = urlsplit(exchange.request.url)
    except ValueError:
        return _short(exchange.request.url, 50)
    place = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return _short(f"{exchange.request.method} {place}", 50)


def _short(text: str, most: int) -> str:
    """The beginning of a text that has to fit above an arrow."""
    return visible(text if len(text) <= most else f"{text[: most - 1]}…", 6 * most)
