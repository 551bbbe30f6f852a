"""Whole runs against targets of which one operation is hostile: the rest is judged as ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.contract import Contract
from conformance.drive.patience import PATIENCE
from conformance.exchange import Exchange
from conformance.loading import load_contract
from conformance.outcome import Outcome, Verdict
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings
from conformance.report import Report
from conformance.reports import RENDERERS
from conformance.resources import SPEC
from conformance.run import TRANSCRIPT, Options, run
from conformance.target import Credentials, Target
from conformance.transcript import read_transcript

from .behaviours import BEHAVIOURS, Act, answering
from .bodies import VALUES
from .server import hostile

SMOKE = Options("smoke", timeout=0.3, concurrency=1)
TOLD = '{{"chat_id": {0}, "message_id": {0}, "content": {0}, "created_at": {0}, "metadata": {0}}}'


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(SPEC)


def driven(
    act: Act, to: str, contract: Contract, place: Path, options: Options = SMOKE
) -> tuple[Report, tuple[Exchange, ...]]:
    """The report and the exchanges of a run where calls to the operation are hostile."""
    credentials = Credentials({"main": next(iter(SANDBOX_TOKENS))})
    with RunningServer(Settings(limits="none")) as server, hostile(act, to, server.url) as between:
        report = run(Target(between.url, credentials), contract, options, place)
    transcript = read_transcript(place / TRANSCRIPT)
    assert transcript.damage is None
    assert all((place / name).exists() for name in RENDERERS)
    assert (report.faults, report.counts[Outcome.ERROR]) == ((), 0)
    return report, tuple(transcript.exchanges)


def act_of(name: str) -> Act:
    (found,) = (one for one in BEHAVIOURS if one.name == name)
    return found.act


@pytest.mark.parametrize(
    "name",
    [
        "a bomb in gzip twice",
        "a reset in the body",
        "a header of 1 MB",
        "tiny chunks without an end",
    ],
)
def test_the_rest_of_a_run_goes_on(name: str, contract: Contract, tmp_path: Path) -> None:
    report, exchanges = driven(act_of(name), "/email-handoff", contract, tmp_path)
    to_it = [one for one in exchanges if str(one.operation).endswith("email-handoff")]
    assert to_it
    assert all(one.response is None and one.unanswered for one in to_it)
    others = [one for one in exchanges if one not in to_it and one.sent]
    assert all(one.response is not None for one in others)
    by_flow = {(one.flow, one.outcome) for one in report.requirements}
    assert ("lead", Outcome.PASS) in by_flow
    assert ("handoff", Outcome.PASS) not in by_flow
    assert report.verdict in {Verdict.INCOMPLETE, Verdict.NON_CONFORMANT}


@pytest.mark.parametrize("name", ["300 levels of objects", "a lone surrogate", "10,000 levels"])
def test_hostile_json_is_found(name: str, contract: Contract, tmp_path: Path) -> None:
    body = TOLD.format(VALUES[name]).encode()
    report, _ = driven(answering(body), "/new-message", contract, tmp_path)
    found = {one.id: one.outcome for one in report.requirements}
    assert Outcome.FAIL in {found["CON-03"], found["CON-04"]}
    assert report.verdict is Verdict.NON_CONFORMANT


def test_an_id_that_no_request_can_carry_is_a_clear_outcome(
    contract: Contract, tmp_path: Path
) -> None:
    body = TOLD.format(VALUES["a lone surrogate"]).encode()
    report, exchanges = driven(answering(body), "/new-chat", contract, tmp_path)
    reasons = {one.unanswered for one in exchanges if not one.sent}
    assert any(str(reason).startswith("the chat_id in the answer to") for reason in reasons)
    assert report.verdict is not Verdict.INVALID


def test_an_operation_that_hangs_is_given_up_and_the_others_are_not(
    contract: Contract, tmp_path: Path
) -> None:
    hanging = Options("core", ("auth", "handoff", "lead"), timeout=0.1, concurrency=1)
    name = "a first byte that doesn't come"
    report, exchanges = driven(act_of(name), "/email-handoff", contract, tmp_path, hanging)
    to_it = [one for one in exchanges if str(one.operation).endswith("email-handoff")]
    assert sum(one.sent for one in to_it) == PATIENCE < len(to_it)
    assert "the target left 8 calls of /email-handoff" in str(to_it[-1].unanswered)
    lead = {one.outcome for one in report.requirements if one.flow == "lead"}
    assert Outcome.PASS in lead
    assert not lead & {Outcome.FAIL, Outcome.NOT_OBSERVED}


def test_a_target_that_is_hostile_to_every_call_is_not_tested(
    contract: Contract, tmp_path: Path
) -> None:
    report, exchanges = driven(act_of("a body without an end"), "", contract, tmp_path)
    assert report.verdict is Verdict.INVALID
    assert "could not be tested: the answer is larger than 2 MiB" in (report.stopped or "")
    assert sum(one.sent for one in exchanges) == 1
