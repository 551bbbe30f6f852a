"""What can be gone on with, and what is taken over from it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.cli import main
from conformance.directory import TRANSCRIPT, withdraw
from conformance.drive.journal import JOURNAL, ROOM, Journal, read_journal
from conformance.exchange import Exchange, Header, Request, Response
from conformance.resuming import ON_ITS_WAY, ResumeError, check, interrupted, rewrite
from conformance.transcript import TranscriptWriter, open_transcript, read_transcript

HEADER = Header("run1", "2026-01-01T00:00:00Z", "0", "sha256:0", "http://x", "core", 0)
REQUEST = Request("POST", "http://x/a", (("A", "b"),), b"{}")


def exchange(number: int, case: str, step: str = "step", **changes: object) -> Exchange:
    made = Exchange(
        number, "lead", case, step, None, "main", None, REQUEST, Response(200, (), b"{}")
    )
    return replace(made, started=float(number), ended=number + 0.5, **changes)  # type: ignore[arg-type]


def broken(directory: Path, *exchanges: Exchange, ended: tuple[str, ...] = ("a",)) -> None:
    """A run that broke off after these exchanges, the cases `ended` being whole."""
    with (directory / TRANSCRIPT).open("w", encoding="ascii") as file:
        writer = TranscriptWriter(file)
        writer.begin(HEADER)
        for one in exchanges:
            writer.write(one)
    journal = Journal(directory / JOURNAL, ours=False)
    for case in ended:
        journal.ends("lead", case)
    journal.close(remove=False)


def test_whole_cases_stay_and_others_are_superseded(tmp_path: Path) -> None:
    broken(
        tmp_path,
        exchange(1, "a"),
        exchange(2, "b"),
        exchange(3, "b", "not sent", sent=False, response=None, unanswered="stopped"),
        exchange(4, "a", "never sent", sent=False, response=None, unanswered="missing"),
        exchange(5, "a", "probe", probe=True),
    )
    found = interrupted(tmp_path)
    assert found.done == {("lead", "a")}
    kept = list(found.exchanges())
    assert [(one.number, one.step, one.superseded) for one in kept] == [
        (1, "step", False),
        (2, "step", True),
        (3, "never sent", False),
        (4, "probe", True),
    ]
    writer, last = rewrite(found, replace(HEADER, parts=2))
    writer.end(None, ())
    writer.file.close()
    assert last == 5.5
    transcript = read_transcript(tmp_path / TRANSCRIPT)
    assert transcript.damage is None
    assert list(transcript.exchanges) == kept
    assert transcript.header.parts == 2


def test_what_was_on_its_way_is_written_down(tmp_path: Path) -> None:
    answered, lost = exchange(1, "b", "answered"), exchange(2, "b", "lost", response=None)
    broken(tmp_path, answered)
    journal = Journal(tmp_path / JOURNAL, ours=False)
    for one in (answered, lost):
        journal.sends(one)
    journal.records(answered)
    journal.close(remove=False)
    *_, last = interrupted(tmp_path).exchanges()
    assert (last.step, last.sent, last.unanswered) == ("lost", False, ON_ITS_WAY)
    assert last.request == REQUEST


def test_a_line_that_was_broken_off_is_left_out(tmp_path: Path) -> None:
    broken(tmp_path, exchange(1, "a"), exchange(2, "a"))
    path = tmp_path / TRANSCRIPT
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    (tmp_path / JOURNAL).write_bytes((tmp_path / JOURNAL).read_bytes() + b'{"ended":["lead"')
    assert [one.number for one in interrupted(tmp_path).exchanges()] == [1]
    lines = whole.splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], b"nonsense\n", lines[1]]))
    with pytest.raises(ResumeError, match="something else has changed it"):
        list(interrupted(tmp_path).exchanges())


def test_the_journal_keeps_small(tmp_path: Path) -> None:
    path = tmp_path / JOURNAL
    journal = Journal(path, ours=False)
    large = replace(REQUEST, body=b"x" * 100_000)
    waiting = exchange(0, "waits")
    journal.sends(waiting)
    for number in range(1, 60):
        one = replace(exchange(number, "a"), request=large)
        journal.sends(one)
        journal.records(one)
        journal.ends("lead", f"case {number}")
    assert path.stat().st_size < 2 * ROOM
    found = read_journal(path)
    assert len(found.ended) == 59
    assert waiting.step in {one.step for one in found.sent if one.case == "waits"}
    journal.close(remove=True)
    assert not path.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"spec_digest": "sha256:1"}, "the spec with the digest sha256:0"),
        ({"capabilities": ("other-agent",)}, "agents none, and now it is other-agent"),
        ({"suite_version": "9"}, "the suite's version 0"),
        ({"own": ("acme",)}, "the flows of your own none"),
    ],
)
def test_what_has_changed_is_named(changes: dict[str, object], said: str) -> None:
    check(HEADER, replace(HEADER, run="another", started_at="later"))
    with pytest.raises(ResumeError, match=said):
        check(HEADER, replace(HEADER, **changes))  # type: ignore[arg-type]


def test_a_certification_has_no_break() -> None:
    header = replace(HEADER, profile="certification")
    with pytest.raises(ResumeError, match="without a break"):
        check(header, header)


def test_what_can_not_be_gone_on_with_is_said(tmp_path: Path) -> None:
    with pytest.raises(ResumeError, match="There is no directory"):
        interrupted(tmp_path / "nowhere")
    with pytest.raises(ResumeError, match="no run broke off"):
        interrupted(tmp_path)
    broken(tmp_path, exchange(1, "a"))
    (tmp_path / JOURNAL).unlink()
    with pytest.raises(ResumeError, match="has come to its end"):
        interrupted(tmp_path)
    Journal(tmp_path / JOURNAL, ours=True).close(remove=False)
    with pytest.raises(ResumeError, match="was started for it"):
        interrupted(tmp_path)
    (tmp_path / JOURNAL).write_text(json.dumps({"ended": 5}) + "\n", encoding="ascii")
    with pytest.raises(ResumeError, match="can't be read; start it anew"):
        interrupted(tmp_path)
    withdraw(tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_command_does_not_change_what_a_run_is_about(tmp_path: Path) -> None:
    broken(tmp_path, exchange(1, "a"))
    before = open_transcript(tmp_path / TRANSCRIPT).header
    words = ["run", "http://127.0.0.1:1", "--resume", str(tmp_path), "--profile", "full"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert "leave out the URL, --profile" in result.output
    assert open_transcript(tmp_path / TRANSCRIPT).header == before
