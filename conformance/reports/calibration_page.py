"""A calibration as one HTML page: the kill matrix as a picture and as a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from conformance.calibration.calibration import Calibration
from conformance.calibration.matrix import (
    BLAMING,
    Cause,
    Consequence,
    Kill,
    Place,
    Result,
    by_saboteur,
)
from conformance.reports.pages import template

CELL = 5
"""The picture's unit in pixels: a row for each saboteur, a column for each requirement."""

SHADES = ("", "unjudged", "deviation", "fail")
"""What shows in a dot, the gravest last, where the two places differ."""


@dataclass(frozen=True, slots=True)
class Row:
    """A saboteur, and what became of it in each place; None where it was not at work."""

    requirement: str
    saboteur: str
    transcript: Kill | None
    server: Kill | None

    @property
    def kills(self) -> tuple[Kill, ...]:
        return tuple(kill for kill in (self.transcript, self.server) if kill is not None)

    @property
    def others(self) -> list[str]:
        """Who else blames the server, in either place."""
        return sorted({id_ for kill in self.kills for id_ in kill.alarms})

    @property
    def unjudged(self) -> int:
        """How many requirements could not be judged any more, in the place where it is more."""
        return max(len(kill.others) - len(kill.alarms) for kill in self.kills)

    @property
    def problems(self) -> list[str]:
        return [kill.problem for kill in self.kills if kill.problem is not None]


def _shade(other: Consequence) -> str:
    if other.cause is Cause.UNEXPLAINED:
        return "fail"
    return "deviation" if other.outcome in BLAMING else "unjudged"


def rows(kills: Iterable[Kill]) -> list[Row]:
    """One row for each saboteur, those of one requirement together."""
    return [
        Row(*key, places.get(Place.TRANSCRIPT), places.get(Place.SERVER))
        for key, places in by_saboteur(kills).items()
    ]


def cells(found: list[Row]) -> list[tuple[int, int, str]]:
    """The dots of the picture: left, top and shade; a column for each requirement."""
    ids = list(dict.fromkeys(row.requirement for row in found))
    beside = {other.requirement for row in found for kill in row.kills for other in kill.others}
    columns = {id_: number for number, id_ in enumerate([*ids, *sorted(beside - set(ids))])}
    dots: dict[tuple[int, int], str] = {}
    for top, row in enumerate(found):
        for kill in row.kills:
            for other in kill.others:
                place = columns[other.requirement], top
                dots[place] = max(_shade(other), dots.get(place, ""), key=SHADES.index)
        caught = all(kill.result is Result.CAUGHT for kill in row.kills)
        dots[columns[row.requirement], top] = "pass" if caught else "fail"
    return [(CELL * left, CELL * top, shade) for (left, top), shade in sorted(dots.items())]


def render_calibration(calibration: Calibration) -> str:
    """The calibration as a self-contained page."""
    found = rows(calibration.kills)
    dots = cells(found)
    return template("calibration").render(
        calibration=calibration,
        rows=found,
        dots=dots,
        cell=CELL,
        width=max((left for left, _, _ in dots), default=0) + CELL,
        height=CELL * len(found),
        Place=Place,
        Result=Result,
    )
