"""The process that judges, started before there is anything to judge."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from conformance.contract import Contract
from conformance.drive.observer import Observer
from conformance.exchange import Transcript
from conformance.hearing import process
from conformance.hearing.apart import Apart
from conformance.hearing.heard import Heard
from conformance.run import TRANSCRIPT
from conformance.transcript import write_transcript

from .test_hearing import driven, tell


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "processors", lambda: 2)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[psutil.Process]]:
    """Every process that is started meanwhile."""
    found: list[psutil.Process] = []
    start = process.start

    def starting() -> subprocess.Popen[bytes]:
        made = start()
        found.append(psutil.Process(made.pid))
        return made

    monkeypatch.setattr(process, "start", starting)
    yield found
    assert not any(one.is_running() for one in found)


def heard_by(transcript: Transcript, contract: Contract, directory: Path) -> Heard | None:
    write_transcript(directory / TRANSCRIPT, transcript)
    one = Apart(Observer(), transcript.header, contract, directory / TRANSCRIPT)
    tell(one, transcript, 0)
    heard = one.finish(len(driven(transcript).exchanges), None)
    one.close()
    return heard


def test_a_run_takes_the_process_that_was_started_ahead(
    transcript: Transcript,
    contract: Contract,
    tmp_path: Path,
    started: list[psutil.Process],
) -> None:
    with process.ahead("full", own=False):
        (early,) = started
        first = heard_by(transcript, contract, tmp_path)
        assert not early.is_running()
        second = heard_by(transcript, contract, tmp_path)
    assert len(started) == 2
    assert first == second is not None


def test_a_process_that_no_run_takes_ends(started: list[psutil.Process]) -> None:
    with process.ahead("certification", own=False):
        (only,) = started
        assert only.is_running()
    assert not only.is_running()


@pytest.mark.parametrize(("profile", "own"), [("core", False), ("smoke", False), ("full", True)])
def test_none_is_started_for_a_run_that_needs_none(
    started: list[psutil.Process], profile: str, own: bool
) -> None:
    with process.ahead(profile, own=own):
        assert started == []


def test_where_none_can_be_started_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python"))
    with process.ahead("full", own=False), pytest.raises(FileNotFoundError):
        process.taken()


def test_one_that_is_told_nothing_ends_in_silence() -> None:
    one = process.start()
    output, _ = one.communicate()
    assert (one.returncode, output) == (0, b"")
