"""Whoever adds a requirement is told what it lacks, and where to add it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance import catalogue
from conformance.calibration.transcripts import Recording
from conformance.requirement import Requirement
from conformance.sabotage.answer import Answer

from .test_saboteurs import test_notices_its_saboteurs as demanded

PLACE = "conformance/flows/lead/message.py"


@pytest.fixture
def requirement() -> Requirement:
    """One without any saboteur."""
    return replace(catalogue.find("LEAD-06"), saboteurs=[])


def said(requirement: Requirement, recording: Recording) -> str:
    with pytest.raises(AssertionError) as caught:
        demanded(requirement, recording)
    return str(caught.value)


def test_a_requirement_without_a_saboteur(requirement: Requirement, recording: Recording) -> None:
    text = said(requirement, recording)
    assert f"LEAD-06 has no saboteur: add a function below it in {PLACE}" in text


def test_a_saboteur_that_isnt_noticed(requirement: Requirement, recording: Recording) -> None:
    @requirement.broken_by
    def answers_with_more(answer: Answer) -> None:
        answer["more"] = True

    text = said(requirement, recording)
    assert "LEAD-06: answers with more (transcript) is not noticed" in text
    assert f"Mend the check in {PLACE}, or give it a saboteur that violates it" in text


def test_a_saboteur_that_changes_nothing(requirement: Requirement, recording: Recording) -> None:
    @requirement.broken_by
    def rests(answer: Answer) -> None:
        answer["content"] = answer["content"]

    text = said(requirement, recording)
    assert "LEAD-06: rests (transcript) shows nothing: no answer was changed by it" in text


def test_a_saboteur_that_others_notice_too(requirement: Requirement, recording: Recording) -> None:
    @requirement.broken_by
    def loses_all_but_the_text(answer: Answer) -> None:
        answer.json = {"content": answer["content"], "message_id": answer["message_id"]}

    text = said(requirement, recording)
    assert "CON-04" in text
    assert f"isn't named in `also` in {PLACE}" in text


def test_a_saboteur_that_no_requirement_alone_notices(
    requirement: Requirement, recording: Recording
) -> None:
    @requirement.broken_by(also={"LEAD-09"})
    def opens_a_chat_for_each_lead(answer: Answer) -> None:
        answer["chat_id"], answer.status = "another", 201

    text = said(requirement, recording)
    assert f"Add a saboteur of LEAD-06 in {PLACE} that no other requirement blames" in text
    assert "Blamed now: LEAD-09" in text
