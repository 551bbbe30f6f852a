"""Saboteurs at work on the transcript of a correct server: no server, hundreds in seconds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from conformance.calibration.matrix import BLAMING, Cause, Consequence, Kill, Place, Result
from conformance.evidence import Observations
from conformance.exchange import Exchange, Transcript
from conformance.judge import judge
from conformance.outcome import Outcome
from conformance.requirement import Requirement, Saboteur
from conformance.sabotage.answer import Answer
from conformance.sabotage.transcript import sabotage


@dataclass(frozen=True)
class Recording:
    """The transcript of a correct server, and what the requirements made of it."""

    transcript: Transcript
    requirements: Sequence[Requirement]
    observations: Observations
    correct: Mapping[str, Outcome]

    @cached_property
    def _bearing(self) -> dict[str, list[int]]:
        """The places in the transcript of the exchanges that bear on each invariant."""
        return {
            one.id: [
                place
                for place, exchange in enumerate(self.transcript.exchanges)
                if one.over(self.observations.of(exchange))
            ]
            for one in self.requirements
            if one.over is not None
        }

    @cached_property
    def _accepted(self) -> list[int]:
        """The places of what was accepted."""
        exchanges = enumerate(self.transcript.exchanges)
        return [place for place, one in exchanges if self.observations.of(one).accepted]

    @cached_property
    def _refused(self) -> list[int]:
        """The places of what was refused."""
        every = map(self.observations.of, self.transcript.exchanges)
        return [place for place, one in enumerate(every) if one.operation and one.refused]

    def with_saboteur(self, requirement: Requirement, saboteur: Saboteur) -> Kill:
        """What is made of it with the saboteur's fault in it.

        Only the requirements are judged that can come to another outcome, and only by what bears
        on them: that is all of the scenario and of what invariants with a memory have judged, and
        of other invariants the changed exchanges, and one that isn't.
        """
        try:
            spoilt = sabotage(self.transcript, requirement, saboteur, self.observations)
        except Exception as error:
            reason = f"the saboteur itself broke ({type(error).__name__})"
            return _void(requirement, saboteur, reason)
        pairs = list(zip(self.transcript.exchanges, spoilt.exchanges, strict=True))
        changed = {place: pair for place, pair in enumerate(pairs) if _differ(*pair)}
        if not changed:
            return _void(requirement, saboteur, "no answer was changed by it")
        concerned = [
            one
            for one in self.requirements
            if one is requirement or self._concerns(one, changed.values())
        ]
        places = self._places(concerned, changed)
        part = spoilt.with_exchanges(pairs[place][1] for place in sorted(places))
        found = {one.requirement: one.outcome for one in judge(part, concerned, self.observations)}
        outcome = found.pop(requirement.id)
        return Kill(
            requirement.id,
            saboteur.name,
            Place.TRANSCRIPT,
            Result.CAUGHT if outcome in BLAMING else Result.MISSED,
            outcome,
            others=tuple(
                Consequence(id_, other, _cause(id_, saboteur))
                for id_, other in found.items()
                if other is not self.correct[id_]
            ),
        )

    def _concerns(
        self, requirement: Requirement, changed: Iterable[tuple[Exchange, Exchange]]
    ) -> bool:
        """Whether one of the changed exchanges is evidence for it, before or after."""
        if requirement.over is not None:
            both = (self.observations.of(exchange) for pair in changed for exchange in pair)
            return any(map(requirement.over, both))
        return any(_scenario(requirement) == (one.flow, one.scenario) for one, _ in changed)

    def _places(self, concerned: Iterable[Requirement], changed: Collection[int]) -> set[int]:
        """The places in the transcript of all that bears on these requirements."""
        places = set(changed)
        # Where nothing is accepted, or nothing refused, nothing else counts either.
        for known in (self._accepted, self._refused):
            places.update([place for place in known if place not in changed][:1])
        scenarios = {_scenario(one) for one in concerned if one.scenario is not None}
        for place, exchange in enumerate(self.transcript.exchanges):
            if (exchange.flow, exchange.scenario) in scenarios:
                places.add(place)
        for one in concerned:
            if one.over is not None:
                bearing = [place for place in self._bearing[one.id] if place not in changed]
                places.update(bearing if one.memory else bearing[:1])
        return places


def _scenario(requirement: Requirement) -> tuple[str, str]:
    """The flow and the scenario, as exchanges name them; of an invariant none."""
    scenario = requirement.scenario
    return requirement.flow.name, "" if scenario is None else scenario.name


def _differ(one: Exchange, other: Exchange) -> bool:
    """Whether the answers differ in more than in how their JSON is written."""
    if one == other or one.response is None:
        return False
    return other.response is None or not Answer.of(one).says_the_same_as(Answer.of(other))


def _void(requirement: Requirement, saboteur: Saboteur, reason: str) -> Kill:
    return Kill(
        requirement.id, saboteur.name, Place.TRANSCRIPT, Result.VOID, Outcome.NOT_OBSERVED, reason
    )


def _cause(id_: str, saboteur: Saboteur) -> Cause:
    return Cause.DECLARED if id_ in saboteur.also else Cause.UNEXPLAINED
