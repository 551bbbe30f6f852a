"""A finding that is sent again still fails, or no longer does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from starlette.types import ASGIApp

from conformance.reports import json_report
from conformance.transcript import read_transcript

from .conftest import MAIN, OTHER, Mendable, Reported
from .faults import (
    Confused,
    answers,
    chats_of_one_id,
    drops_what_is_not_ascii,
    fails_at_handoffs,
    forgets_form_type,
    takes_any_token,
    without,
)

FAULTS: dict[str, tuple[Callable[[ASGIApp], ASGIApp], str, str]] = {
    "a scenario": (answers("new-message", forgets_form_type), "LEAD-02", "core"),
    "a smallest request": (answers("new-message", drops_what_is_not_ascii), "GEN-02", "core"),
    "an invariant": (answers("email-handoff", without("status")), "CON-04", "smoke"),
    "an invariant that compares": (chats_of_one_id, "CON-11", "smoke"),
    "the same moment": (Confused, "CHAT-14", "core"),
    "a refusal": (takes_any_token, "AUTH-05", "core"),
    "a failure of the server": (answers("email-handoff", fails_at_handoffs), "CON-01", "smoke"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_it_still_fails_until_it_is_mended(
    name: str, reported: Reported, serve: Callable[[ASGIApp], str]
) -> None:
    fault, requirement, profile = FAULTS[name]
    case = reported(fault, requirement, profile=profile)
    ((_, finding),) = case.findings

    done = case.replay("--finding", "1")
    assert done.exit_code == 1, done.output
    lines = done.output.splitlines()
    assert lines[0].startswith(f"1. {requirement} MUST: ")
    assert "sent again: exchange" in lines[1]
    assert "still fails" in lines[2]
    assert finding["pointer"] in lines[2]
    assert "1 finding; still fails: 1." in lines[3]

    case.server.mended = True
    done = case.replay()
    assert done.exit_code == 0, done.output
    assert "no longer fails" in done.output

    asked = case.server.asked
    other = Mendable(fault)
    url = serve(other)
    (still,) = case.results("--url", url)
    assert still["result"] == "still-fails"
    assert still["now"]["pointer"] == finding["pointer"]
    assert finding["exchange"] in still["sent_again"]
    other.mended = True
    assert case.replay("--url", url).exit_code == 0
    assert case.server.asked == asked


def test_all_findings_are_replayed_together(reported: Reported) -> None:
    case = reported(answers("new-message", without("metadata")), "lead")
    assert len(case.findings) > 1
    results = case.results()
    assert [one["number"] for one in results] == list(range(1, len(case.findings) + 1))
    assert [one["requirement"] for one in results] == [id_ for id_, _ in case.findings]
    assert {one["result"] for one in results} == {"still-fails"}
    steps = case.steps()
    assert len(steps) <= case.report["traffic"]["requests"]
    case.server.mended = True
    assert {one["result"] for one in case.results()} == {"no-longer-fails"}


def test_what_is_mended_is_told_from_what_is_not(reported: Reported) -> None:
    handoff = answers("email-handoff", without("status"))
    message = answers("new-message", without("message_id"))
    case = reported(lambda app: handoff(message(app)), "CON-04", profile="smoke")
    assert len(case.findings) == 2
    case.server.faulty = message(case.server.correct)
    assert sorted(one["result"] for one in case.results()) == ["no-longer-fails", "still-fails"]
    assert case.replay().exit_code == 1


def test_only_what_a_finding_needs_is_sent(reported: Reported) -> None:
    case = reported(answers("email-handoff", without("chat_id")), "handoff", "lead")
    (result,) = case.results("--finding", "1")
    needed = len(result["sent_again"])
    assert 1 < needed <= len(case.steps()) <= needed + 1
    assert needed < case.report["traffic"]["requests"] / 2


def test_what_was_at_the_same_moment_is_so_again(reported: Reported) -> None:
    case = reported(Confused, "CHAT-14")
    case.replay()
    transcript = read_transcript(case.directory / "replay.jsonl")
    chats = [one for one in transcript.exchanges if one.step == "chat_at_once"]
    assert len(chats) == 3
    assert max(one.started for one in chats) < min(one.ended for one in chats)


def test_the_run_has_an_id_of_its_own_and_no_secret_is_written(reported: Reported) -> None:
    case = reported(takes_any_token, "AUTH-05", "TEN-01", "tenancy")
    then = case.report["run"]
    output = case.replay().output
    text = (case.directory / "replay.jsonl").read_text(encoding="ascii")
    transcript = read_transcript(case.directory / "replay.jsonl")
    now = transcript.header.run
    assert transcript.damage is None
    assert now != then
    assert then not in text
    for exchange in transcript.exchanges:
        headers = dict(exchange.request.headers)
        assert headers["X-Conformance-Run"] == now
        step = f"{exchange.flow}/{exchange.case}/{exchange.step}"
        assert headers["X-Conformance-Step"] == step
    assert f"conformance-{now}-" in text
    for secret in (MAIN, OTHER, MAIN[:-1]):
        assert secret not in text + output


def test_json_keeps_its_schema(reported: Reported) -> None:
    case = reported(answers("new-message", forgets_form_type), "lead")
    path = Path(json_report.__file__).with_name("replay.schema.json")
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    for mended in (False, True):
        case.server.mended = mended
        value = json.loads(case.replay("--json").stdout)
        assert list(Draft202012Validator(schema).iter_errors(value)) == []
        del value["findings"][0]["result"]
        assert list(Draft202012Validator(schema).iter_errors(value))
