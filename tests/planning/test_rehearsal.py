"""What is foretold is what is sent."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.cli import main
from conformance.contract import Contract
from conformance.flows.legacy_redirects.flow import flow as legacy_redirects
from conformance.loading import load_contract
from conformance.planning.rehearsal import rehearse
from conformance.planning.schedule import OUTSIDE
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings, documented_limits
from conformance.resources import SPEC
from conformance.run import TRANSCRIPT, Options, run
from conformance.selection import planned, selection
from conformance.target import Credentials, Target
from conformance.transcript import open_transcript

MAIN, OTHER = SANDBOX_TOKENS
AGENTS = Credentials({"main": MAIN, "other": OTHER})
EVERYTHING = ("transcript", "agent")
EXHAUST = ("exhaust-rate-limit",)


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(SPEC)


@pytest.mark.parametrize("profile", ["smoke", "core"])
def test_what_is_planned_is_what_a_correct_server_gets(
    profile: str, contract: Contract, tmp_path: Path
) -> None:
    with RunningServer(Settings(limits="none")) as server:
        target = Target(server.url, AGENTS, EVERYTHING)
        options = Options(profile)
        run(target, contract, options, tmp_path)
    sent = Counter(
        one.operation
        for one in open_transcript(tmp_path / TRANSCRIPT).exchanges
        # Where an old address leads is for the server to say.
        if one.sent and not one.probe and one.flow != legacy_redirects.name
    )
    what = selection(target, contract, options)
    scenarios = [one for one in what.scenarios if one.flow is not legacy_redirects]
    found = rehearse(target, contract, scenarios, what.plan)
    expected = {load.operation: load.requests for load in found.loads}
    assert {key or OUTSIDE: number for key, number in sent.items()} == expected


def test_fresh_cases_are_planned_where_something_takes_them(contract: Contract) -> None:
    target = Target("http://target.invalid", AGENTS)
    for only, expected in (((), 80), (("GEN-01",), 80), (("auth",), 0)):
        options = Options("core", only, explore=80)
        what = selection(target, contract, options)
        assert what.plan.explore == expected
        assert planned(target, contract, options, what).explore == expected


def test_core_keeps_within_one_window_of_every_limit(contract: Contract) -> None:
    target = Target("http://target.invalid", AGENTS, EVERYTHING)
    options = Options("core")
    found = planned(target, contract, options, selection(target, contract, options))
    assert found.seconds == 0
    assert found.requests > 300


def test_running_into_a_limit_costs_what_is_left_of_it_and_a_window(contract: Contract) -> None:
    target = Target("http://target.invalid", AGENTS, EVERYTHING, EXHAUST)
    options = Options("core")
    found = planned(target, contract, options, selection(target, contract, options))
    assert found.seconds == 60
    assert found.slowest is not None
    assert found.slowest.operation.endswith("/new-chat")


def test_a_run_that_keeps_the_limits_is_refused_nothing(contract: Contract, tmp_path: Path) -> None:
    with RunningServer(Settings(limits=documented_limits(0.5, 0.5))) as server:
        target = Target(server.url, AGENTS, EVERYTHING)
        report = run(target, contract, Options("core", ("generated", "new-chat")), tmp_path)
    assert "429" not in report.traffic.status_counts
    assert report.traffic.requests > 100


def invoke(*words: str) -> str:
    result = CliRunner().invoke(main, ["plan", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_sends_nothing_and_needs_no_token(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("CONFORMANCE_TOKEN", "CONFORMANCE_OTHER_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    assert "new-chat" in invoke("http://127.0.0.1:1", "--profile", "smoke")
    alone = json.loads(invoke("http://127.0.0.1:1", "--json"))
    monkeypatch.setenv("CONFORMANCE_OTHER_TOKEN", OTHER)
    assert json.loads(invoke("http://127.0.0.1:1", "--json"))["requests"] > alone["requests"]
    assert not list(tmp_path.iterdir())


def test_the_command_tells_of_a_budget_that_is_too_small() -> None:
    assert "is going to be incomplete" in invoke("--budget", "10", "--rate", "300/m")
    refused = CliRunner().invoke(main, ["plan", "--rate", "fast"])
    assert refused.exit_code == 2
    assert "like 5/s or 300/m" in refused.output
