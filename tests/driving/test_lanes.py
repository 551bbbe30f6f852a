"""Driving all cases: in parallel, the last ones last, and each whatever becomes of the others."""

from __future__ import annotations

import threading

import pytest

from conformance.drive.lanes import drive, units
from conformance.drive.session import Session
from conformance.loading import load_contract
from conformance.plan import Plan
from conformance.reference import RunningServer
from conformance.requirement import Flow
from conformance.resources import SPEC

from .conftest import MakeStage, exchanges_of
from .servers import Remembering, always

CHAT = b'{"chat_id": "chat_9"}'


def planned(profile: str = "core") -> Plan:
    return Plan(profile, load_contract(SPEC))


def steps(app: Remembering) -> list[str]:
    found = [dict(scope["headers"])[b"x-conformance-step"].decode() for scope in app.calls]
    return [step for step in found if "first-call" not in step]


def test_each_variation_is_a_case() -> None:
    flow = Flow("f", "F")
    plain = flow.scenario()(lambda session: None)
    plain.name = "plain"
    varied = flow.scenario(vary=[("a", 1), ("b", 2)])(lambda session, value: None)
    varied.name = "varied"
    found = list(units([plain, varied], planned()))
    assert [(one.case, one.arguments) for one in found] == [
        ("plain", ()),
        ("varied/a", (1,)),
        ("varied/b", (2,)),
    ]
    assert [one.case for one in units([plain, varied], planned("smoke"))] == ["plain", "varied/a"]


def test_cases_run_at_the_same_moment_but_for_the_first_and_the_last(
    make_stage: MakeStage,
) -> None:
    flow = Flow("f", "F")
    app = Remembering(always(200, CHAT))
    together = threading.Barrier(3, timeout=5)

    @flow.scenario(last=True)
    def last(session: Session) -> None:
        session.call("last", "new-chat", {})

    @flow.scenario(first=True)
    def first(session: Session) -> None:
        session.call("first", "new-chat", {})

    @flow.scenario(vary=[("a", 0), ("b", 1), ("c", 2)])
    def early(session: Session, _: int) -> None:
        together.wait()
        session.call("early", "new-chat", {})

    with RunningServer(app) as server:
        stage = make_stage(server.url)
        drive(stage, [last, early, first], planned(), 3)
    assert stage.recorder.faults == []
    found = steps(app)
    assert found[0] == "f/first/first"
    assert sorted(found[1:4]) == ["f/early/a/early", "f/early/b/early", "f/early/c/early"]
    assert found[4:] == ["f/last/last"]


def test_a_scenario_that_breaks_is_our_fault_and_stops_no_other(make_stage: MakeStage) -> None:
    flow = Flow("f", "F")
    app = Remembering(always(200, CHAT))

    @flow.scenario()
    def broken(session: Session) -> None:
        raise RuntimeError("secret-of-Main")

    @flow.scenario()
    def whole(session: Session) -> None:
        session.call("whole", "new-chat", {})

    with RunningServer(app) as server:
        stage = make_stage(server.url)
        drive(stage, [broken, whole], planned(), 1)
    assert steps(app) == ["f/whole/whole"]
    (fault,) = stage.recorder.faults
    assert fault.startswith("The scenario f/broken broke: RuntimeError at test_lanes.py:")
    assert "secret" not in fault


def test_after_a_stop_all_that_was_planned_is_written_down_as_not_sent(
    make_stage: MakeStage,
) -> None:
    flow = Flow("f", "F")

    @flow.scenario(vary=[("a", 0), ("b", 1)])
    def first(session: Session, _: int) -> None:
        session.call("first", "new-chat", {})

    stage = make_stage("http://127.0.0.1:1")
    drive(stage, [first], planned(), 2)
    assert stage.recorder.stopped is not None
    unsent = [one for one in exchanges_of(stage) if one.step == "first"]
    assert [one.sent for one in unsent] == [False, False]
    assert {one.unanswered for one in unsent} == {stage.recorder.stopped}


def test_an_interruption_stops_the_run(
    make_stage: MakeStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("conformance.drive.lanes.preflight", interrupted)
    stage = make_stage("http://127.0.0.1:1")
    drive(stage, [], planned(), 1)
    assert stage.recorder.stopped == "The run was interrupted from the keyboard."
