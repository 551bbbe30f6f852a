"""Whole runs that are judged apart: they come to the same, also where the process is of no use."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.calibration import choosing
from conformance.contract import Contract
from conformance.drive.observer import Observer
from conformance.hearing import apart, process
from conformance.outcome import Outcome, Verdict
from conformance.reference import SANDBOX_TOKENS, RunningServer, create_app
from conformance.report import Report
from conformance.run import Options, run
from conformance.target import Credentials, Target

from .conftest import SETTINGS


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    main, other = SANDBOX_TOKENS
    app = choosing.faulty("LEAD-02", SANDBOX_TOKENS)(create_app(SETTINGS))
    with RunningServer(app) as server:
        yield Target(server.url, Credentials({"main": main, "other": other}))


class Reading(Observer):
    """Remembers why a transcript was judged in the end."""

    def __init__(self) -> None:
        self.reasons: list[str] = []

    def rereads(self, reason: str) -> None:
        self.reasons.append(reason)


def reported(target: Target, contract: Contract, directory: Path, *reasons: str) -> Report:
    """A run's report, of which just these reasons are told for judging it in the end."""
    told = Reading()
    report = run(target, contract, Options(profile="full", only=("lead",)), directory, told)
    assert told.reasons == list(reasons)
    return report


def outcomes(report: Report) -> dict[str, Outcome]:
    return {one.id: one.outcome for one in report.requirements}


def idle() -> subprocess.Popen[bytes]:
    """A process that ends at once."""
    words = [sys.executable, "-c", ""]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def chatty() -> subprocess.Popen[bytes]:
    """A process that says what is no answer, and then nothing."""
    words = [sys.executable, "-c", "import sys; print('ready'); sys.stdin.buffer.read()"]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


@pytest.mark.parametrize(
    ("of_no_use", "reason"),
    [
        (idle, "the process that judged it meanwhile ended early (exit code 0)"),
        (chatty, "the process that judged it meanwhile gives no answer"),
    ],
)
def test_a_process_of_no_use_changes_nothing(
    target: Target,
    contract: Contract,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    of_no_use: object,
    reason: str,
) -> None:
    monkeypatch.setattr(process, "processors", lambda: 2)
    apart_ = reported(target, contract, tmp_path / "apart")
    monkeypatch.setattr(process, "start", of_no_use)
    monkeypatch.setattr(apart, "PATIENCE", 0.5)
    without = reported(target, contract, tmp_path / "without", reason)
    monkeypatch.setattr(process, "processors", lambda: 1)
    in_lanes = reported(target, contract, tmp_path / "lanes")
    assert outcomes(apart_) == outcomes(without) == outcomes(in_lanes)
    assert apart_.verdict is without.verdict is in_lanes.verdict is Verdict.NON_CONFORMANT
