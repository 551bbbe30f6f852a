"""Real servers whose faults only show in the course of a series, and one without."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp, Scope

from conformance.calibration.rewriting import Answer, Rewriting
from conformance.outcome import Outcome, Verdict
from conformance.reference import SANDBOX_TOKENS
from conformance.report import Report
from conformance.sequence import load
from conformance.transcript import read_transcript

from .conftest import RunSeries, correct

MAIN, OTHER = SANDBOX_TOKENS


def sent_to(scope: Scope, operation: str) -> bool:
    return str(scope["path"]).endswith("/" + operation)


def third_message_repeats_the_first() -> ASGIApp:
    """Stores the first text of a chat again as its third."""
    texts: dict[str, list[str]] = defaultdict(list)

    def request(scope: Scope, body: bytes) -> bytes:
        if not sent_to(scope, "new-message"):
            return body
        sent = json.loads(body)
        said = texts[sent["chat_id"]]
        said.append(sent["content"])
        return json.dumps({**sent, "content": said[0]}).encode() if len(said) == 3 else body

    return Rewriting(correct(), request=request)


def one_handoff_id_for_each_chat() -> ASGIApp:
    """Gives the id of a chat's first handoff to each later one."""
    ids: dict[str, str] = {}

    def answer(answer: Answer) -> None:
        if sent_to(answer.scope, "email-handoff") and answer.status == 200:
            receipt = answer.json
            id_ = ids.setdefault(receipt["chat_id"], receipt["handoff_id"])
            answer.json = {**receipt, "handoff_id": id_}

    return Rewriting(correct(), answer=answer)


def messages_after_a_handoff_vanish() -> ASGIApp:
    """Accepts what is said after a handoff, and shows it to nobody."""
    handed_off: set[str] = set()
    vanished: set[str] = set()

    def answer(answer: Answer) -> None:
        if answer.status != 200:
            return
        if sent_to(answer.scope, "email-handoff"):
            handed_off.add(answer.json["chat_id"])
        elif sent_to(answer.scope, "new-message") and answer.json["chat_id"] in handed_off:
            vanished.add(answer.json["message_id"])
        elif sent_to(answer.scope, "messages"):
            answer.json = [one for one in answer.json if one["message_id"] not in vanished]

    return Rewriting(correct(), answer=answer)


def two_chats_share_an_id() -> ASGIApp:
    """Opens only every other chat."""
    chats: list[dict[str, Any]] = []

    def answer(answer: Answer) -> None:
        if sent_to(answer.scope, "new-chat") and answer.status == 200:
            chats.append(answer.json)
            if len(chats) % 2 == 0:
                answer.json = {**answer.json, "chat_id": chats[-2]["chat_id"]}

    return Rewriting(correct(), answer=answer)


def other_agents_may_read_after_a_handoff() -> ASGIApp:
    """Takes every token for the owner's where a chat was handed off."""
    handed_off: set[str] = set()

    def request(scope: Scope, body: bytes) -> bytes:
        if sent_to(scope, "email-handoff"):
            handed_off.add(json.loads(body)["chat_id"])
        if sent_to(scope, "messages") and str(scope["path"]).split("/")[-2] in handed_off:
            scope["headers"] = [
                (name, value.replace(OTHER.encode(), MAIN.encode()))
                for name, value in scope["headers"]
            ]
        return body

    return Rewriting(correct(), request=request)


def a_transcript_is_cached_until_the_handoff() -> ASGIApp:
    """Shows a chat as it was read first, for as long as nobody hands it off."""
    cached: dict[str, list[Any]] = {}

    def answer(answer: Answer) -> None:
        if answer.status != 200:
            return
        if sent_to(answer.scope, "email-handoff"):
            cached.pop(answer.json["chat_id"], None)
        elif sent_to(answer.scope, "messages"):
            answer.json = cached.setdefault(answer.scope["path"].split("/")[-2], answer.json)

    return Rewriting(correct(), answer=answer)


def failed(report: Report) -> set[str]:
    assert not any(result.outcome is Outcome.ERROR for result in report.requirements)
    return {result.id for result in report.requirements if result.outcome is Outcome.FAIL}


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        (third_message_repeats_the_first, {"SEQ-08", "SEQ-11"}),
        (one_handoff_id_for_each_chat, {"SEQ-04"}),
        (messages_after_a_handoff_vanish, {"SEQ-10"}),
        (two_chats_share_an_id, {"SEQ-01"}),
        (other_agents_may_read_after_a_handoff, {"SEQ-14"}),
        (a_transcript_is_cached_until_the_handoff, {"SEQ-10"}),
    ],
)
def test_a_fault_is_noticed_by_its_own_requirements(
    server: Callable[[], ASGIApp], expected: set[str], run_series: RunSeries
) -> None:
    report = run_series(server())
    assert failed(report) >= expected
    findings = {result.id: result.findings for result in report.requirements}
    for id_ in expected:
        (finding,) = findings[id_]
        assert finding.count >= 2


def outcomes(report: Report) -> dict[str, Outcome]:
    assert report.faults == ()
    return {one.id: one.outcome for one in report.requirements}


def test_a_correct_server_passes_all(run_series: RunSeries, tmp_path: Path) -> None:
    report = run_series(correct())
    assert set(outcomes(report).values()) == {Outcome.PASS}
    assert report.verdict is Verdict.CONFORMANT
    cases = {one.case for one in read_transcript(tmp_path / "transcript.jsonl").exchanges}
    assert {f"sequence/{one.id}" for one in load()} <= cases


def test_what_the_target_or_its_credentials_lack_is_left_out(
    run_series: RunSeries, tmp_path: Path
) -> None:
    found = outcomes(run_series(correct(), features=(), agents=1))
    without = {id_ for id_, one in found.items() if one is Outcome.NOT_APPLICABLE}
    assert without == {f"SEQ-{number:02}" for number in range(9, 16)}
    assert set(found.values()) == {Outcome.NOT_APPLICABLE, Outcome.PASS}
    sent = [
        one
        for one in read_transcript(tmp_path / "transcript.jsonl").exchanges
        if one.scenario == "sequence"
    ]
    assert {one.agent for one in sent} == {"main"}
    assert {str(one.operation).split("/")[-1] for one in sent} == {
        "new-chat",
        "new-message",
        "email-handoff",
    }


def test_a_sample_is_the_first_alone_and_enough_for_everything(
    run_series: RunSeries, tmp_path: Path
) -> None:
    report = run_series(correct(), "core")
    assert set(outcomes(report).values()) == {Outcome.PASS}
    exchanges = read_transcript(tmp_path / "transcript.jsonl").exchanges
    first = next(load())
    steps = [one.step for one in exchanges if one.case == f"sequence/{first.id}"]
    assert len(steps) == len(first.calls)
    assert {one.case for one in exchanges if one.scenario == "sequence"} == {f"sequence/{first.id}"}
