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

BLAMING = {Outcome.FAIL, Outcome.DEVIATION}

SABOTEURS = [
    pytest.param(requirement, saboteur, id=f"{requirement.id}: {saboteur.name}")
    for requirement in requirements()
    for saboteur in requirement.saboteurs
    if saboteur.spoil is not None
]


@pytest.fixture(scope="session")
def observations(contract: Contract) -> Observations:
    return Observations(contract, keep=True)


@pytest.fixture(scope="session")
def outcomes(recorded: Transcript, observations: Observations) -> dict[str, Outcome]:
    return {one.requirement: one.outcome for one in judge(recorded, requirements(), observations)}


def after(
    requirement: Requirement,
    saboteur: Saboteur,
    recorded: Transcript,
    observations: Observations,
) -> dict[str, Outcome]:
    spoilt = sabotage(recorded, requirement, saboteur, observations)
    return {one.requirement: one.outcome for one in judge(spoilt, requirements(), observations)}


@pytest.mark.parametrize("requirement", requirements(), ids=lambda requirement: requirement.id)
def test_holds_on_the_reference_server(
    requirement: Requirement, recorded: Transcript, observations: Observations
) -> None:
    (judgement,) = judge(recorded, [requirement], observations)
    assert judgement.outcome is Outcome.PASS, judgement
    assert judgement.judged > 0


@pytest.mark.parametrize("requirement", requirements(), ids=lambda requirement: requirement.id)
def test_is_the_only_one_to_notice_some_saboteur(
    requirement: Requirement, recorded: Transcript, observations: Observations
) -> None:
    """But for wider requirements, which are violated whenever it is."""
    own = [one for one in requirement.saboteurs if one.spoil is not None]
    assert own, f"Add a saboteur with @….broken_by below {requirement.id} in {requirement.file}."
    alarms = []
    for saboteur in own:
        outcomes = after(requirement, saboteur, recorded, observations)
        alarms.append({id_ for id_, outcome in outcomes.items() if outcome in BLAMING})
    only = requirement.within | {requirement.id}
    assert any(one <= only for one in alarms), (
        f"Add a saboteur of {requirement.id} in {requirement.file} that no other requirement "
        f"blames; or name in `within` what is violated whenever it is. Blamed: {alarms}"
    )
    if requirement.within:
        assert all(one & requirement.within for one in alarms), (
            f"`within` of {requirement.id} isn't true: a saboteur violates none of them."
        )


@pytest.mark.parametrize(("requirement", "saboteur"), SABOTEURS)
def test_notices_its_saboteur_and_only_related_ones_do(
    requirement: Requirement,
    saboteur: Saboteur,
    recorded: Transcript,
    observations: Observations,
    outcomes: dict[str, Outcome],
) -> None:
    found = after(requirement, saboteur, recorded, observations)
    assert found[requirement.id] in BLAMING, (
        f"{requirement.id} in {requirement.file} doesn't notice its saboteur {saboteur.name!r}: "
        "make the check stricter, or the saboteur's fault one that it is about."
    )
    noticed = {id_ for id_, outcome in found.items() if outcome is not outcomes[id_]}
    assert noticed == {requirement.id} | saboteur.also
    assert Outcome.ERROR not in found.values()
