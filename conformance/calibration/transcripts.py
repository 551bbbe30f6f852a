"""Saboteurs at work on the transcript of a correct server: no server, hundreds in seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conformance.calibration.matrix import BLAMING, Cause, Consequence, Kill, Place, Result
from conformance.evidence import Observations
from conformance.exchange import Exchange, Transcript
from conformance.judge import judge
from conformance.outcome import Outcome
from conformance.requirement import Requirement, Saboteur
from conformance.sabotage.transcript import sabotage


@dataclass(frozen=True)
class Recording:
    """The transcript of a correct server, and what the requirements made of it."""

    transcript: Transcript
    requirements: Sequence[Requirement]
    observations: Observations
    correct: Mapping[str, Outcome]

    def with_saboteur(self, requirement: Requirement, saboteur: Saboteur) -> Kill:
        """What is made of it with the saboteur's fault in it.

        Every requirement is judged that can come to another outcome.
        """
        spoilt = sabotage(self.transcript, requirement, saboteur, self.observations)
        pairs = zip(self.transcript.exchanges, spoilt.exchanges, strict=True)
        changed = [(one, other) for one, other in pairs if one != other]
        concerned = [
            one for one in self.requirements if one is requirement or self._concerns(one, changed)
        ]
        found = {
            one.requirement: one.outcome for one in judge(spoilt, concerned, self.observations)
        }
        outcome = found.pop(requirement.id)
        return Kill(
            requirement.id,
            saboteur.name,
            Place.TRANSCRIPT,
            _result(outcome, changed),
            outcome,
            None if changed else "no answer was changed by it",
            tuple(
                Consequence(id_, other, _cause(id_, saboteur))
                for id_, other in found.items()
                if other is not self.correct[id_]
            ),
        )

    def _concerns(
        self, requirement: Requirement, changed: Sequence[tuple[Exchange, Exchange]]
    ) -> bool:
        """Whether one of the changed exchanges is evidence for it, before or after."""
        if requirement.over is not None:
            both = (self.observations.of(exchange) for pair in changed for exchange in pair)
            return any(map(requirement.over, both))
        assert requirement.scenario is not None
        place = requirement.flow.name, requirement.scenario.name
        return any((one.flow, one.scenario) == place for one, _ in changed)


def _result(outcome: Outcome, changed: Sequence[object]) -> Result:
    if not changed:
        return Result.VOID
    return Result.CAUGHT if outcome in BLAMING else Result.MISSED


def _cause(id_: str, saboteur: Saboteur) -> Cause:
    return Cause.DECLARED if id_ in saboteur.also else Cause.UNEXPLAINED
