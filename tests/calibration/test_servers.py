"""A saboteur in a running server: caught, missed or void, each for the right reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from conformance import catalogue
from conformance.calibration.matrix import Cause, Consequence, Kill, Place, Result
from conformance.calibration.servers import in_server
from conformance.calibration.trial import Trial
from conformance.contract import Contract
from conformance.outcome import Outcome
from conformance.requirement import Requirement, Saboteur
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call

from .conftest import Invent


def kill(made: tuple[Requirement, Saboteur], contract: Contract, correct: Trial) -> Kill:
    return in_server(*made, contract, correct.outcomes)


def test_a_saboteur_of_answers_is_caught_by_its_own(contract: Contract, correct: Trial) -> None:
    requirement = catalogue.find("LEAD-06")
    found = kill((requirement, requirement.saboteurs[0]), contract, correct)
    assert (found.result, found.outcome, found.place) == (
        Result.CAUGHT,
        Outcome.FAIL,
        Place.SERVER,
    )
    assert found.problem is None
    assert found.alarms == ()


def test_a_saboteur_that_decides_is_caught_though_it_knows_no_steps(
    contract: Contract, correct: Trial, invent: Invent
) -> None:
    def compares_no_tokens(call: Call) -> None:
        if call.operation == "email-handoff" and call.token:
            call.authorize("main")

    found = kill(invent("AUTH-05", compares_no_tokens), contract, correct)
    assert found.result is Result.CAUGHT
    # Credentials with flaws of other kinds are let in too.
    assert {"AUTH-06", "AUTH-07"} <= set(found.alarms)
    assert {one.cause for one in found.others} <= {Cause.EVIDENCE, Cause.UNJUDGED}


def test_one_that_changes_nothing_is_void(
    contract: Contract, correct: Trial, invent: Invent
) -> None:
    def changes_nothing(answer: Answer) -> None:
        answer["content"] = answer["content"]

    found = kill(invent("LEAD-04", changes_nothing), contract, correct)
    assert (found.result, found.reason) == (Result.VOID, "no answer was changed by it")
    assert found.problem is not None


def test_one_that_breaks_the_server_is_void_though_somebody_notices(
    contract: Contract, correct: Trial, invent: Invent
) -> None:
    def breaks(call: Call) -> None:
        if "form_type" in call.metadata:
            raise RuntimeError

    found = kill(invent("LEAD-01", breaks), contract, correct)
    assert found.outcome is Outcome.FAIL
    assert found.result is Result.VOID
    assert "the server broke (RuntimeError" in (found.reason or "")


def test_one_that_is_about_something_else_is_missed(
    contract: Contract, correct: Trial, invent: Invent
) -> None:
    def answers_with_more(answer: Answer) -> None:
        answer["more"] = True

    found = kill(invent("LEAD-06", answers_with_more), contract, correct)
    assert (found.result, found.others) == (Result.MISSED, ())
    assert (
        found.problem == "LEAD-06: answers with more (server) is not noticed: LEAD-06 came to pass"
    )


def stores_another_text(call: Call) -> Iterator[None]:
    if call.operation != "new-message":
        return
    call.replace(content="Another text.")
    yield
    if call.answer.status == 200:
        call.answer.json = {**call.answer.json, "content": call.text("content")}


def test_what_is_blamed_for_a_correct_answer_is_unexplained_unless_it_is_declared(
    contract: Contract, correct: Trial, invent: Invent
) -> None:
    requirement, saboteur = invent("SEQ-11", stores_another_text)
    found = kill((requirement, saboteur), contract, correct)
    assert found.result is Result.CAUGHT
    # The readings that show it are correct answers about what was stored.
    unexplained = {one.requirement for one in found.others if one.cause is Cause.UNEXPLAINED}
    assert "TRAN-05 (fail)" in (found.problem or "")
    declared = replace(saboteur, also=frozenset(unexplained))
    again = kill((requirement, declared), contract, correct)
    assert again.problem is None
    assert {one.cause for one in again.others if one.requirement == "TRAN-05"} == {Cause.DECLARED}


@pytest.mark.parametrize("cause", Cause)
def test_only_what_is_unexplained_is_a_problem(cause: Cause) -> None:
    other = Consequence("CON-01", Outcome.FAIL, cause)
    found = Kill("A-01", "x", Place.SERVER, Result.CAUGHT, Outcome.FAIL, None, (other,))
    assert (found.problem is not None) is (cause is Cause.UNEXPLAINED)
