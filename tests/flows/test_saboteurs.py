"""Every requirement passes on a correct server, and each of its saboteurs is noticed by it."""

from __future__ import annotations

import pytest

from conformance.catalogue import requirements
from conformance.contract import Contract
from conformance.evidence import Observations
from conformance.exchange import Transcript
from conformance.judge import judge
from conformance.outcome import Outcome
from conformance.requirement import Requirement, Saboteur
from conformance.sabotage.transcript import sabotage

SABOTEURS = [
    pytest.param(requirement, saboteur, id=f"{requirement.id}: {saboteur.name}")
    for requirement in requirements()
    for saboteur in requirement.saboteurs
]


@pytest.fixture(scope="session")
def observations(contract: Contract) -> Observations:
    return Observations(contract, keep=True)


@pytest.fixture(scope="session")
def outcomes(recorded: Transcript, observations: Observations) -> dict[str, Outcome]:
    return {one.requirement: one.outcome for one in judge(recorded, requirements(), observations)}


@pytest.mark.parametrize("requirement", requirements(), ids=lambda requirement: requirement.id)
def test_holds_on_the_reference_server(
    requirement: Requirement, recorded: Transcript, observations: Observations
) -> None:
    (judgement,) = judge(recorded, [requirement], observations)
    assert judgement.outcome is Outcome.PASS, judgement
    assert judgement.judged > 0


@pytest.mark.parametrize("requirement", requirements(), ids=lambda requirement: requirement.id)
def test_has_a_saboteur(requirement: Requirement) -> None:
    assert requirement.saboteurs


@pytest.mark.parametrize(("requirement", "saboteur"), SABOTEURS)
def test_notices_its_saboteur_and_only_related_ones_do(
    requirement: Requirement,
    saboteur: Saboteur,
    recorded: Transcript,
    observations: Observations,
    outcomes: dict[str, Outcome],
) -> None:
    spoilt = sabotage(recorded, requirement, saboteur, observations)
    after = {one.requirement: one for one in judge(spoilt, requirements(), observations)}
    noticed = {id_ for id_, one in after.items() if one.outcome is not outcomes[id_]}
    assert noticed == {requirement.id} | saboteur.also
    assert after[requirement.id].outcome in {Outcome.FAIL, Outcome.DEVIATION}
    assert not any(one.outcome is Outcome.ERROR for one in after.values())
