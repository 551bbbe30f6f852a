"""What is searched for a smaller request, and what is none."""

from __future__ import annotations

from pathlib import Path

from driving.conftest import MAIN
from judging.builders import CONTRACT, MADE, PAGE, exchange, house, transcript

from conformance.corpus import Case, Group
from conformance.counterexample import Search
from conformance.drive.lanes import Unit
from conformance.drive.recorder import Recorder
from conformance.drive.stage import Stage
from conformance.evidence import Answered, Observations
from conformance.expectation import expect
from conformance.flows.generated.chats import own
from conformance.flows.generated.sending import Sending
from conformance.judge import hold
from conformance.minimise import Budget
from conformance.outcome import Level
from conformance.target import Credentials, Target
from conformance.transcript import TranscriptWriter


def test_what_only_made_the_chat_for_a_generated_request_is_left_as_it_is(tmp_path: Path) -> None:
    flow, walk = house()

    @flow.always_must("HOUSE-01", PAGE, over=lambda evidence: True)
    def named(answer: Answered) -> None:
        """Every answer says so."""
        expect(answer).at("/name").equals("b")

    group = Group(Case("one", "new-chat", Level.MUST, "hand", body={}))
    told = transcript(
        exchange(1, "chat", case="walk/one"),
        exchange(2, "valid", case="walk/one", answer={**MADE, "name": "b"}),
    )
    credentials = Credentials({"main": MAIN})
    target = Target("http://127.0.0.1:1", credentials)
    with (tmp_path / "transcript.jsonl").open("w", encoding="ascii") as file:
        recorder = Recorder(told.header, TranscriptWriter(file), credentials.redactor())
        stage = Stage(target, CONTRACT, recorder, 1.0, "bearer")
        units = [Unit(walk, "walk/one", (Sending(group, own),))]
        observations, budget = Observations(CONTRACT), Budget(9, 9.0)
        shown = hold(told, [named], observations).shown()
        assert [one.exchange for one in shown] == [1]
        Search(stage, observations, units, {named.id: named}, budget).run(shown, told)
        assert recorder.count == 0
