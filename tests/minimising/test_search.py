"""What is searched for a smaller request, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from driving.conftest import MAIN
from judging.builders import MADE, PAGE, exchange, house, transcript

from conformance.corpus import Case, Group
from conformance.counterexample import Search
from conformance.drive.lanes import Unit
from conformance.drive.recorder import Recorder
from conformance.drive.session import Session
from conformance.drive.stage import Stage
from conformance.evidence import Answered, Observations
from conformance.exchange import Exchange
from conformance.expectation import expect
from conformance.flows.generated.chats import own
from conformance.flows.generated.sending import Sending
from conformance.minimise import Budget
from conformance.outcome import Level
from conformance.target import Credentials, Target
from conformance.transcript import TranscriptWriter

from .builders import CONTRACT

GROUP = Group(Case("one", "new-chat", Level.MUST, "hand", body={}))
WRONG = {**MADE, "name": "b"}


def step(number: int, name: str) -> Exchange:
    """A request of the case that fails."""
    return exchange(number, name, case="walk/one")


def right(number: int, name: str) -> Exchange:
    """A request of the case that is as it should be."""
    return exchange(number, name, case="walk/one", answer=WRONG)


def driven(directory: Path, *exchanges: Exchange) -> list[str]:
    """The cases that are driven in the search for a smaller request, after these exchanges."""
    flow, walk = house()
    found: list[str] = []

    def drive(session: Session, _: Sending) -> None:
        found.append(session.case)

    walk.drive = drive

    @flow.always_must("HOUSE-01", PAGE, over=lambda evidence: True)
    def named(answer: Answered) -> None:
        """Every answer says so."""
        expect(answer).at("/name").equals("b")

    told = transcript(*exchanges)
    credentials = Credentials({"main": MAIN})
    target = Target("http://127.0.0.1:1", credentials)
    with (directory / "transcript.jsonl").open("w", encoding="ascii") as file:
        recorder = Recorder(told.header, TranscriptWriter(file), credentials.redactor())
        stage = Stage(target, CONTRACT, recorder, 1.0, "bearer")
        units = [Unit(walk, "walk/one", (Sending(GROUP, own),))]
        search = Search(stage, Observations(CONTRACT), units, {named.id: named}, Budget(9, 9.0))
        search.run(None, told)
    return found


def test_a_case_that_failed_is_driven_again(tmp_path: Path) -> None:
    assert driven(tmp_path, right(1, "chat"), step(2, "valid")) == ["walk/one/smaller-1"]


@pytest.mark.parametrize(
    "exchanges",
    [
        # What only made the chat for a generated request.
        (step(1, "chat"), right(2, "valid")),
        # More than the case has: another version of a library made another under its name.
        (step(1, "flawed"), right(2, "valid")),
    ],
    ids=["what made the chat failed", "the case is another now"],
)
def test_what_is_no_request_of_the_case_is_left_as_it_is(
    tmp_path: Path, exchanges: tuple[Exchange, ...]
) -> None:
    assert driven(tmp_path, *exchanges) == []
