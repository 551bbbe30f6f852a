"""Runs that are told to end, killed, or can write no more; and going on with them."""

from __future__ import annotations

import json
import signal
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from conformance.directory import TRANSCRIPT
from conformance.drive.journal import JOURNAL
from conformance.drive.recorder import INTERRUPTED, TERMINATED
from conformance.reports import RENDERERS
from conformance.resuming import ON_ITS_WAY
from conformance.transcript import open_transcript, read_transcript
from interrupting.conftest import Watched
from interrupting.programs import ended, finish, sent, start, wait_for_exchanges

WORDS = ("--only", "lead", "--only", "auth", "--concurrency", "2")


def report(directory: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((directory / "report.json").read_text(encoding="utf-8"))
    return value


def outcomes(directory: Path) -> dict[str, str]:
    return {one["id"]: one["outcome"] for one in report(directory)["requirements"]}


@pytest.mark.parametrize(
    ("number", "said"), [(signal.SIGINT, INTERRUPTED), (signal.SIGTERM, TERMINATED)]
)
def test_a_run_that_is_told_to_end_is_incomplete_and_can_go_on(
    number: signal.Signals, said: str, server: Watched, tmp_path: Path
) -> None:
    with start(server.url, *WORDS, "--report-dir", str(tmp_path)) as program:
        wait_for_exchanges(tmp_path, 40)
        program.send_signal(number)
        code, printed = ended(program)
    assert code == 3, printed
    assert "Traceback" not in printed
    assert report(tmp_path)["verdict"] == "incomplete"
    assert report(tmp_path)["stopped"] == said
    assert open_transcript(tmp_path / TRANSCRIPT).damage is None
    assert sent(tmp_path) == Counter(server.steps)

    before = len(server.steps)
    code, printed = finish("--resume", str(tmp_path))
    assert code == 0, printed
    assert report(tmp_path)["stopped"] is None
    assert sent(tmp_path) == Counter(server.steps)
    transcript = read_transcript(tmp_path / TRANSCRIPT)
    assert transcript.damage is None
    assert transcript.header.parts == 2
    assert [one.number for one in transcript.exchanges] == [
        number + 1 for number in range(len(transcript.exchanges))
    ]
    moments = [one.ended for one in transcript.exchanges]
    assert min(moments[before:]) >= max(moments[:before])
    assert not (tmp_path / JOURNAL).exists()
    clients = _clients(transcript.exchanges)
    assert len(set(clients)) == len(clients) > 1

    if number == signal.SIGTERM:
        return
    # What came to its end in two parts is what comes of one.
    whole = tmp_path / "whole"
    code, printed = finish(server.url, *WORDS, "--report-dir", str(whole))
    assert code == 0, printed
    assert outcomes(tmp_path) == outcomes(whole)
    assert finish("--resume", str(whole))[0] == 2


def _clients(exchanges: Any) -> list[str]:
    """The clients that chats were opened for, each its own."""
    bodies = [one.request.body for one in exchanges if one.step == "chat" and not one.superseded]
    return [json.loads(body)["client_id"] for body in bodies]


def test_a_run_that_is_killed_has_no_report_and_can_go_on(server: Watched, tmp_path: Path) -> None:
    with start(server.url, *WORDS, "--report-dir", str(tmp_path)):
        wait_for_exchanges(tmp_path, 40)
    assert not any((tmp_path / name).exists() for name in RENDERERS)
    broken = open_transcript(tmp_path / TRANSCRIPT)
    assert broken.damage is not None
    arrived = Counter(server.steps)

    code, printed = finish("--resume", str(tmp_path))
    assert code == 0, printed
    transcript = read_transcript(tmp_path / TRANSCRIPT)
    assert transcript.damage is None
    # What was on its way is written down too, whether it arrived or not.
    lost = [one for one in transcript.exchanges if one.unanswered == ON_ITS_WAY]
    assert all(one.superseded and not one.sent for one in lost)
    noted = sent(tmp_path) + Counter(f"{one.flow}/{one.case}/{one.step}" for one in lost)
    assert not Counter(server.steps) - noted
    assert not arrived - noted
    assert report(tmp_path)["verdict"] == "conformant"


def test_where_no_more_can_be_written_nothing_more_is_sent(server: Watched, tmp_path: Path) -> None:
    words = (server.url, *WORDS, "--report-dir", str(tmp_path))
    code, printed = finish(*words, blocks=200)
    assert code == 3, printed
    assert "can't be written any further: File too large" in printed
    assert "Traceback" not in printed
    assert not any((tmp_path / name).exists() for name in RENDERERS)
    assert (tmp_path / TRANSCRIPT).stat().st_size == 200 * 512
    few = len(server.steps)
    code, printed = finish("--resume", str(tmp_path))
    assert code == 0, printed
    assert len(server.steps) > few
    assert open_transcript(tmp_path / TRANSCRIPT).damage is None


def test_reports_that_can_not_be_written_leave_none(server: Watched, tmp_path: Path) -> None:
    words = (server.url, "--profile", "smoke", "--report-dir", str(tmp_path))
    code, printed = finish(*words, blocks=120)
    assert code == 2, printed
    assert "The reports can't be written: File too large" in printed
    assert not any((tmp_path / name).exists() for name in RENDERERS)
    assert not [path for path in tmp_path.iterdir() if path.name not in {TRANSCRIPT, ".lock"}]


def test_two_runs_in_one_directory_do_not_mix(server: Watched, tmp_path: Path) -> None:
    again = (server.url, "--profile", "smoke", "--report-dir", str(tmp_path))
    slow = (server.url, *WORDS, "--rate", "15/s", "--report-dir", str(tmp_path))
    with start(*slow) as first:
        wait_for_exchanges(tmp_path, 5)
        for words in (again, ("--resume", str(tmp_path))):
            code, printed = finish(*words)
            assert code == 2, printed
            assert f"Another run is writing into {tmp_path}" in printed
        assert first.poll() is None, "the first run had ended before the others tried"
        code, printed = ended(first)
    assert code == 0, printed
    assert open_transcript(tmp_path / TRANSCRIPT).damage is None
    assert sent(tmp_path) == Counter(server.steps)
