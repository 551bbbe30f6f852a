"""The kill matrix: what became of each saboteur, and what fell with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from conformance.outcome import Outcome

BLAMING = frozenset({Outcome.FAIL, Outcome.DEVIATION})
"""The outcomes that say that a server is wrong."""


class Place(StrEnum):
    """Where a saboteur was at work."""

    TRANSCRIPT = "transcript"
    SERVER = "server"


class Result(StrEnum):
    """What became of a saboteur.

    It is void where it changed nothing, or where something else went wrong with the server, so that
    nothing is shown by whoever noticed.
    """

    CAUGHT = "caught"
    MISSED = "missed"
    VOID = "void"


class Cause(StrEnum):
    """Why another requirement than the saboteur's own came to another outcome.

    Declared: the saboteur's `also` names it. Evidence: what it found is in an answer in which the
    fault showed. Unjudged: it blames nobody; what it needs didn't happen. All these are true
    consequences; what is unexplained may be a false alarm.
    """

    DECLARED = "declared"
    EVIDENCE = "evidence"
    UNJUDGED = "unjudged"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Consequence:
    """Another requirement that came to another outcome than on the correct server."""

    requirement: str
    outcome: Outcome
    cause: Cause


@dataclass(frozen=True, slots=True)
class Kill:
    """One saboteur at work: `outcome` is that of its own requirement; `reason` why it is void."""

    requirement: str
    saboteur: str
    place: Place
    result: Result
    outcome: Outcome
    reason: str | None = None
    others: tuple[Consequence, ...] = ()

    @property
    def alarms(self) -> tuple[str, ...]:
        """The other requirements that blame the server for something."""
        return tuple(one.requirement for one in self.others if one.outcome in BLAMING)

    @property
    def problem(self) -> str | None:
        """What is wrong with the requirement or with the saboteur, in a sentence, or None."""
        name = f"{self.requirement}: {self.saboteur} ({self.place})"
        if self.result is Result.VOID:
            return f"{name} shows nothing: {self.reason}"
        if self.result is Result.MISSED:
            return f"{name} is not noticed: {self.requirement} came to {self.outcome}"
        unexplained = [one for one in self.others if one.cause is Cause.UNEXPLAINED]
        if unexplained:
            fallen = ", ".join(f"{one.requirement} ({one.outcome})" for one in unexplained)
            return f"{name} makes others fall that it has nothing to do with: {fallen}"
        return None


def by_saboteur(kills: Iterable[Kill]) -> dict[tuple[str, str], dict[Place, Kill]]:
    """What became of each saboteur, by its requirement and name, in each place.

    Those of one requirement stand together, wherever they are at work.
    """
    found: dict[str, dict[tuple[str, str], dict[Place, Kill]]] = {}
    for kill in kills:
        own = found.setdefault(kill.requirement, {})
        own.setdefault((kill.requirement, kill.saboteur), {})[kill.place] = kill
    return {key: places for own in found.values() for key, places in own.items()}
