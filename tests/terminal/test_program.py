"""Runs as they are seen: in a terminal, in a pipe, in CI."""

from __future__ import annotations

import json
import signal
import socket
from pathlib import Path

import pytest

from conformance.cli.running import run

from .terminals import in_pipes, in_terminal

ESCAPE = "\x1b"

BEGINNING = "planned: 25 requests (new-chat 1, new-message 24).\nlead: 17 cases, "


def test_a_terminal_shows_how_far_it_is_and_in_the_end_the_result_alone(
    slow: str, tmp_path: Path
) -> None:
    with in_terminal(tmp_path, "run", slow, "--only", "lead", "--report-dir", "here") as terminal:
        screen = terminal.end()
    assert terminal.process.returncode == 1
    frames = "\n".join(screen.frames)
    assert "of 17 cases" in frames
    assert "1 requirement failing so far" in frames
    assert "requests  waits" in frames
    assert "so far" not in screen.text
    assert screen.text.startswith("failed LEAD-02 MUST")
    assert screen.text.endswith("Not conformant: 1 mandatory requirement failed.")
    assert screen.cursor_shown
    assert screen.coloured


def test_what_fails_so_far_fails_in_the_end(slow: str, tmp_path: Path) -> None:
    with in_terminal(tmp_path, "run", slow, "--report-dir", "here", height=60) as terminal:
        screen = terminal.end()
    report = json.loads((tmp_path / "here/report.json").read_text())
    failed = report["counts"]["fail"]
    assert failed >= 1
    said = [line for frame in screen.frames for line in frame.splitlines() if "so far" in line]
    assert said
    counts = [int(line.partition(" requirement")[0].split()[-1]) for line in said]
    assert counts == sorted(counts)
    assert counts[-1] <= failed


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int, slow: str, tmp_path: Path) -> None:
    arguments = ("run", slow, "--only", "lead", "--report-dir", "r")
    with in_terminal(tmp_path, *arguments, width=width) as terminal:
        screen = terminal.end()
    assert screen.frames
    assert "requests  waits" not in screen.text
    assert len(screen.text.splitlines()) < 24
    if width == 200:
        assert "exactly as it was sent." in screen.text


def test_a_run_that_is_interrupted_leaves_the_terminal_as_it_was(tmp_path: Path) -> None:
    # It listens and never answers, so that the run is still waiting when the signal comes.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with in_terminal(tmp_path, "run", address, "--timeout", "2") as terminal:
            connection, _ = silent.accept()
            terminal.read_until(b"0 of ")
            terminal.process.send_signal(signal.SIGINT)
            screen = terminal.end()
        connection.close()
    assert terminal.process.returncode == 3
    assert screen.cursor_shown
    assert b"\x1b[?25l" in terminal.output
    assert "0 of " not in screen.text
    assert "Traceback" not in screen.text
    assert "interrupted" in " ".join(screen.text.split())


def test_no_color_is_obeyed(slow: str, tmp_path: Path) -> None:
    arguments = ("run", slow, "--only", "LEAD-02")
    with in_terminal(tmp_path, *arguments, NO_COLOR="1") as terminal:
        screen = terminal.end()
    assert screen.frames
    assert not screen.coloured


@pytest.mark.parametrize(("ci", "term"), [("true", "xterm"), ("", "dumb")])
def test_where_nobody_watches_each_flow_is_a_line(
    ci: str, term: str, slow: str, tmp_path: Path
) -> None:
    with in_terminal(tmp_path, "run", slow, "--only", "lead", CI=ci, TERM=term) as terminal:
        screen = terminal.end()
    assert not screen.frames
    assert b"\x1b[?" not in terminal.output
    assert screen.text.startswith(BEGINNING)


def test_a_pipe_gets_plain_lines(slow: str, tmp_path: Path) -> None:
    done = in_pipes(tmp_path, "run", slow, "--only", "lead", "--report-dir", "here")
    assert done.returncode == 1
    assert done.stderr.startswith(BEGINNING)
    assert done.stdout.splitlines()[0].startswith("failed LEAD-02 MUST: ")
    assert done.stdout.splitlines()[-1] == "Not conformant: 1 mandatory requirement failed."
    assert ESCAPE not in done.stdout + done.stderr


def test_json_is_the_report_and_nothing_else(slow: str, tmp_path: Path) -> None:
    arguments = ("run", slow, "--only", "LEAD-02", "--report-dir", "here", "--format", "json")
    done = in_pipes(tmp_path, *arguments)
    assert done.returncode == 1
    assert done.stdout == (tmp_path / "here/report.json").read_text(encoding="ascii")
    assert "lead: " in done.stderr


def test_quiet_is_one_line(slow: str, tmp_path: Path) -> None:
    arguments = ("run", slow, "--only", "LEAD-02", "--quiet")
    done = in_pipes(tmp_path, *arguments)
    assert done.returncode == 1
    assert done.stdout == "Not conformant: 1 mandatory requirement failed.\n"
    assert done.stderr == ""
    done = in_pipes(tmp_path, *arguments, "--format", "json")
    assert json.loads(done.stdout)["verdict"] == "non-conformant"
    assert done.stderr == ""


def test_an_encoding_that_lacks_a_character_ends_no_run(slow: str, tmp_path: Path) -> None:
    arguments = ("run", slow, "--only", "LEAD-02")
    done = in_pipes(tmp_path, *arguments, PYTHONIOENCODING="ascii", PYTHONUTF8="0", COLUMNS="40")
    assert done.returncode == 1
    assert r"\u2026" in done.stdout


def test_presentation_is_asked_for_on_the_command_line_alone() -> None:
    assert {"form", "quiet"} <= {parameter.name for parameter in run.params}
