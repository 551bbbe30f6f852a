"""Every requirement passes on a correct server, and each of its saboteurs is noticed by it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from conformance.calibration.matrix import Result
from conformance.calibration.transcripts import Recording
from conformance.catalogue import requirements
from conformance.judge import judge
from conformance.outcome import Outcome
from conformance.requirement import Requirement, Saboteur
from conformance.sabotage.transcript import sabotage


def spoiling(requirement: Requirement) -> list[Saboteur]:
    """The saboteurs that can be put into a transcript."""
    return [one for one in requirement.saboteurs if one.spoil is not None]


def names(ids: Iterable[str]) -> str:
    return ", ".join(sorted(ids)) or "nobody"


@pytest.mark.parametrize("requirement", requirements(), ids=lambda requirement: requirement.id)
def test_holds_on_the_reference_server(requirement: Requirement, recording: Recording) -> None:
    (judgement,) = judge(recording.transcript, [requirement], recording.observations)
    assert judgement.outcome is Outcome.PASS, judgement
    assert judgement.judged > 0


@pytest.mark.parametrize("requirement", requirements(), ids=lambda requirement: requirement.id)
def test_notices_its_saboteurs(requirement: Requirement, recording: Recording) -> None:
    """Each is noticed by it, by those that the saboteur names in `also`, and by nobody else.

    One of them is noticed by it alone, but for wider requirements.
    """
    id_, file = requirement.id, requirement.file
    assert spoiling(requirement), (
        f"{id_} has no saboteur: add a function below it in {file}, with @….broken_by, "
        "that turns a correct answer into one that violates it."
    )
    alarms = []
    for saboteur in spoiling(requirement):
        kill = recording.with_saboteur(requirement, saboteur)
        assert kill.result is Result.CAUGHT, (
            f"{kill.problem}. Mend the check in {file}, or give it a saboteur that violates it."
        )
        also = {one.requirement for one in kill.others}
        assert also == saboteur.also, (
            f"{names(also - saboteur.also)} noticed {saboteur.name!r} of {id_} and isn't named in "
            f"`also` in {file}; {names(saboteur.also - also)} is named and didn't."
        )
        alarms.append(set(kill.alarms))
    assert any(one <= requirement.within for one in alarms), (
        f"Add a saboteur of {id_} in {file} that no other requirement blames; or name in `within` "
        f"those that are violated whenever it is. Blamed now: {'; '.join(map(names, alarms))}."
    )
    for one in alarms if requirement.within else ():
        assert one & requirement.within, f"A saboteur of {id_} violates none of its `within`."


@pytest.mark.parametrize("requirement", requirements()[::9], ids=lambda one: one.id)
def test_what_is_left_out_of_judging_makes_no_difference(
    requirement: Requirement, recording: Recording
) -> None:
    for saboteur in spoiling(requirement):
        kill = recording.with_saboteur(requirement, saboteur)
        spoilt = sabotage(recording.transcript, requirement, saboteur, recording.observations)
        found = judge(spoilt, recording.requirements, recording.observations)
        outcomes = {one.requirement: one.outcome for one in found}
        assert kill.outcome is outcomes.pop(requirement.id)
        others = {one.requirement: one.outcome for one in kill.others}
        assert {**recording.correct, **others} == {requirement.id: Outcome.PASS, **outcomes}
