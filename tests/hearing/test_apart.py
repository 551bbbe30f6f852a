"""The process that judges a run while it is driven: started, asked, and whichever way it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from conformance import catalogue
from conformance.contract import Contract
from conformance.drive.observer import Observer
from conformance.exchange import Exchange, Header, Transcript
from conformance.hearing import process
from conformance.hearing.apart import Apart
from conformance.hearing.choosing import hearing
from conformance.hearing.heard import Hearing
from conformance.hearing.in_lanes import InLanes
from conformance.run import TRANSCRIPT
from conformance.transcript import TranscriptWriter

from .test_hearing import driven, tell

Making = Callable[[Transcript], Apart]


def process_of(one: Apart) -> psutil.Process:
    return psutil.Process(one._process.pid)


def test_a_process_that_was_killed_gives_no_answer(transcript: Transcript, apart: Making) -> None:
    one = apart(transcript)
    tell(one, transcript, 0)
    count = len(driven(transcript).exchanges)
    assert one.shown(count) is not None
    process_of(one).kill()
    assert one.shown(count) is None
    assert one.finish(count, None) is None
    assert one.silence == "the process that judged it meanwhile ended early (exit code -9)"


def test_more_than_is_written_has_no_answer(transcript: Transcript, apart: Making) -> None:
    one = apart(driven(transcript))
    tell(one, transcript, 0)
    count = len(driven(transcript).exchanges)
    assert one.finish(count, None) is not None
    assert one.finish(count + 1, None) is None


def test_a_transcript_that_something_else_wrote_has_no_answer(
    transcript: Transcript, apart: Making, tmp_path: Path
) -> None:
    one = apart(transcript)
    lines = (tmp_path / TRANSCRIPT).read_text(encoding="ascii").splitlines(keepends=True)
    (tmp_path / TRANSCRIPT).write_text("".join([*lines[:5], *lines[6:]]), encoding="ascii")
    tell(one, transcript, 0)
    assert one.finish(len(driven(transcript).exchanges), None) is None


def test_it_reads_while_the_transcript_is_written(
    transcript: Transcript, contract: Contract, tmp_path: Path
) -> None:
    path = tmp_path / TRANSCRIPT
    one = Apart(Observer(), transcript.header, contract, path)
    with path.open("w", encoding="ascii") as file:
        writer = TranscriptWriter(file)
        writer.begin(transcript.header)
        for each in transcript.exchanges:
            writer.write(each)
            one.records(each)
    heard = one.finish(len(transcript.exchanges), None)
    one.close()
    assert heard is not None
    assert heard.survey.traffic.requests == sum(each.sent for each in transcript.exchanges)


def test_it_says_what_has_failed_so_far(transcript: Transcript, apart: Making) -> None:
    one = apart(transcript)
    tell(one, transcript, 0)
    shown = one.shown(len(driven(transcript).exchanges))
    assert shown is not None
    levels = {each.id: each for each in catalogue.requirements()}
    failed = {
        levels[each.requirement] for each in shown if levels[each.requirement].level == "MUST"
    }
    assert one.failing() == Counter(each.flow.name for each in failed)


def test_its_process_ends_with_it(transcript: Transcript, apart: Making) -> None:
    one = apart(transcript)
    process = process_of(one)
    one.close()
    assert not process.is_running()


def test_its_process_ends_when_the_run_is_killed(transcript: Transcript, tmp_path: Path) -> None:
    code = (
        "import time\n"
        "from pathlib import Path\n"
        "from conformance.drive.observer import Observer\n"
        "from conformance.hearing.apart import Apart\n"
        "from conformance.loading import load_contract\n"
        "from conformance.resources import SPEC\n"
        "from conformance.exchange import Header\n"
        "header = Header('r', 's', 'v', 'd', 't', 'full', 0)\n"
        "one = Apart(Observer(), header, load_contract(SPEC), Path('transcript.jsonl'))\n"
        "print(one._process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    words = [sys.executable, "-c", code]
    with subprocess.Popen(words, stdout=subprocess.PIPE, cwd=tmp_path) as run:
        assert run.stdout is not None
        judging = psutil.Process(int(run.stdout.readline()))
        run.send_signal(signal.SIGKILL)
    judging.wait(20)


def test_it_knows_no_secrets(
    transcript: Transcript, apart: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONFORMANCE_TOKEN", "a-secret-of-the-run")
    one = apart(transcript)
    # Before its first answer a process may have no environment yet.
    assert one.shown(0) is not None
    environment = process_of(one).environ()
    assert "a-secret-of-the-run" not in environment.values()
    assert environment["PATH"] == os.environ["PATH"]


def test_what_lies_in_the_current_directory_is_not_taken_for_the_suite(
    transcript: Transcript, apart: Making, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("conformance.py", "json.py"):
        (tmp_path / name).write_text("raise SystemExit('not the suite')\n")
    monkeypatch.chdir(tmp_path)
    one = apart(transcript)
    tell(one, transcript, 0)
    assert one.shown(len(driven(transcript).exchanges)) is not None


FULL = Header("r", "s", "v", "d", "t", "full", 0)


def chosen(header: Header, contract: Contract, path: Path, *, whole: bool = True) -> Hearing:
    one = hearing(Observer(), header, contract, (), path / TRANSCRIPT, whole=whole)
    one.close()
    return one


def test_a_run_with_much_to_judge_is_judged_apart(
    contract: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "processors", lambda: 2)
    assert isinstance(chosen(FULL, contract, tmp_path), Apart)
    # What was sent before is in the transcript, which the process reads from its beginning.
    assert isinstance(chosen(FULL, contract, tmp_path, whole=False), Apart)


@pytest.mark.parametrize(
    ("header", "processors"),
    [(replace(FULL, profile="core"), 2), (replace(FULL, own=("mine",)), 2), (FULL, 1)],
    ids=["little to judge", "flows that only this process has loaded", "one processor"],
)
def test_every_other_run_is_judged_in_its_lanes(
    contract: Contract,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    header: Header,
    processors: int,
) -> None:
    monkeypatch.setattr(process, "processors", lambda: processors)
    assert isinstance(chosen(header, contract, tmp_path), InLanes)


def test_where_no_process_can_be_started_lanes_judge(
    contract: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "processors", lambda: 2)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python"))
    assert isinstance(chosen(FULL, contract, tmp_path), InLanes)


def test_everyone_else_is_told_too(
    transcript: Transcript, contract: Contract, tmp_path: Path
) -> None:
    seen: list[int] = []

    class Seeing(Observer):
        def records(self, exchange: Exchange) -> None:
            seen.append(exchange.number)

    one = Apart(Seeing(), transcript.header, contract, tmp_path / TRANSCRIPT)
    tell(one, transcript, 0)
    one.close()
    assert seen == [each.number for each in driven(transcript).exchanges]
