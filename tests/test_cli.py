"""The command line, as its user meets it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from conformance.cli import main
from conformance.cli.refusing import Broken
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings
from conformance.reports import RENDERERS
from conformance.resources import SPEC

TOKEN = next(iter(SANDBOX_TOKENS))
COMMANDS = ("run", "replay", "compare", "baseline", "requirements", "explain", "serve")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with RunningServer(Settings(limits="none")) as server:
        yield server.url


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test in a directory of its own, with a token and no other choice made."""
    for name in list(os.environ):
        if name.startswith("CONFORMANCE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CONFORMANCE_TOKEN", TOKEN)
    monkeypatch.chdir(tmp_path)


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def assert_refused(result: Result, *said: str, code: int = 2) -> None:
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    assert isinstance(result.exception, SystemExit)
    for words in said:
        assert words in " ".join(result.output.split())


def test_help_names_the_commands() -> None:
    result = invoke("--help")
    assert result.exit_code == 0
    assert all(command in result.output for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str) -> None:
    assert f"optimly-conformance {command}" in invoke(command, "--help").output


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom conformance.cli import main\n"
        "try: main(['run', '--help'])\n"
        "finally: print(*[m for m in ('httpx', 'fastapi', 'jsonschema', 'rich', 'yaml')"
        " if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stderr.strip() == ""


def test_a_run_ends_in_a_report(url: str, tmp_path: Path) -> None:
    result = invoke("run", url, "--only", "LEAD-02", "--report-dir", "here")
    assert result.exit_code == 0, result.output
    assert "Conformant: 1 requirement held." in result.output
    assert {path.name for path in (tmp_path / "here").iterdir()} == {
        *RENDERERS,
        "transcript.jsonl",
    }


def test_a_report_goes_to_a_directory_named_after_time_and_host(url: str, tmp_path: Path) -> None:
    assert invoke("run", url, "--only", "LEAD-02").exit_code == 0
    (directory,) = (tmp_path / "reports").iterdir()
    assert re.fullmatch(r"\d{8}T\d{6}Z-127\.0\.0\.1", directory.name)


def test_without_a_url_it_runs_against_our_own_server(tmp_path: Path) -> None:
    result = invoke("run", "--only", "lead", "--report-dir", "here")
    assert result.exit_code == 0, result.output
    report = json.loads((tmp_path / "here" / "report.json").read_text())
    assert report["verdict"] == "conformant"
    assert report["target"]["url"].startswith("http://127.0.0.1:")


def test_no_secret_is_in_anything_written(url: str, tmp_path: Path) -> None:
    result = invoke("run", url, "--only", "auth", "--report-dir", "here")
    assert TOKEN not in result.output
    for path in (tmp_path / "here").iterdir():
        assert TOKEN not in path.read_text(encoding="utf-8")
        assert TOKEN[:-1] not in path.read_text(encoding="utf-8")


def test_a_configuration_file_is_read(url: str, tmp_path: Path) -> None:
    (tmp_path / "conformance.toml").write_text(f'url = "{url}"\nonly = ["LEAD-02"]\n')
    result = invoke("run", "--report-dir", "here")
    assert "Conformant: 1 requirement held." in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--colour",), "No such option"),
        (("--features", "transcripts"), "known: transcript, agent"),
        (("--profile", "medium"), "smoke, core, full, certification"),
        (("--only", "LEAD-9999"), "requirements"),
        (("--spec", "absent.yaml"), "absent.yaml can't be read"),
        (("--spec", "."), "can't be read"),
        (("--config", "absent.toml"), "absent.toml can't be read"),
        (("--report-dir", "/dev/null/here"), "--report-dir"),
    ],
)
def test_a_wrong_option_is_one_sentence(
    arguments: tuple[str, ...], said: str, url: str, tmp_path: Path
) -> None:
    assert_refused(invoke("run", url, *arguments), said)
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize(
    "address",
    ["http://", "localhost:8080", "ftp://example.com", "http://u:p@example.com", "http://[", "x y"],
)
def test_a_wrong_url_is_one_sentence(address: str) -> None:
    assert_refused(invoke("run", address), "The URL")


@pytest.mark.parametrize(
    "text", ["openapi: 3.1.0\ninfo: [", "[]", "openapi: 3.0.3\n", "\0", "openapi: 3.1.0\n"]
)
def test_a_wrong_spec_is_one_sentence(text: str, url: str, tmp_path: Path) -> None:
    (tmp_path / "theirs.yaml").write_text(text)
    assert_refused(invoke("run", url, "--spec", "theirs.yaml"), "The spec theirs.yaml")


def test_a_misspelt_key_is_one_sentence(url: str, tmp_path: Path) -> None:
    (tmp_path / "conformance.toml").write_text("featurs = ['agent']\n")
    assert_refused(invoke("run", url), "conformance.toml", "did you mean 'features'?")


def test_a_missing_token_is_one_sentence(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONFORMANCE_TOKEN")
    assert_refused(invoke("run", url), "set the environment variable CONFORMANCE_TOKEN")


def test_a_refused_credential_ends_incomplete(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFORMANCE_TOKEN", "not-a-token-of-theirs")
    assert_refused(invoke("run", url), "check CONFORMANCE_TOKEN", code=3)


def test_an_unreachable_target_ends_incomplete(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        result = invoke("run", address, "--report-dir", "here")
    assert_refused(result, f"The target {address} could not be tested", code=3)
    assert json.loads((tmp_path / "here" / "report.json").read_text())["verdict"] == "invalid"


def test_an_older_report_never_passes_for_one_that_could_not_be_made(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert invoke("run", url, "--only", "LEAD-02", "--report-dir", "here").exit_code == 0

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("conformance.run.drive", broken)
    result = invoke("run", url, "--only", "LEAD-02", "--report-dir", "here")
    assert_refused(result, "The suite itself went wrong", code=4)
    assert not (tmp_path / "here" / "report.json").exists()


def test_an_interruption_ends_incomplete_with_a_report(tmp_path: Path) -> None:
    # It listens and never answers, so that the run is still waiting when the signal comes.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        command = [sys.executable, "-m", "conformance.cli", "run", address, "--report-dir", "here"]
        running = subprocess.Popen(
            [*command, "--timeout", "3"],
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
        )
        connection, _ = silent.accept()
        time.sleep(0.2)
        running.send_signal(signal.SIGINT)
        output, errors = running.communicate(timeout=30)
        connection.close()
    assert running.returncode == 3, errors
    assert "Traceback" not in errors
    assert "nterrupted" in output + errors


def test_colour_obeys_no_color(url: str) -> None:
    environment = {**os.environ, "NO_COLOR": "1", "FORCE_COLOR": "1"}
    command = [sys.executable, "-m", "conformance.cli", "run", url, "--only", "LEAD-02"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=60, env=environment
    )
    assert "\x1b[3" not in done.stdout
    assert done.stderr == "" or "\x1b[3" not in done.stderr


def test_the_catalogue_is_listed() -> None:
    result = invoke("requirements")
    assert result.exit_code == 0
    assert "Lead capture (lead)" in result.output
    assert re.search(r"\n\d+ requirements: \d+ MUST, \d+ SHOULD\n$", result.output)


def test_the_catalogue_as_json_counts_the_same() -> None:
    found = json.loads(invoke("requirements", "--json").output)["requirements"]
    assert f"{len(found)} requirements" in invoke("requirements").output


def test_a_requirement_is_explained_in_any_case() -> None:
    result = invoke("explain", "lead-02")
    assert result.exit_code == 0
    assert "form_type" in result.output
    assert "- forgets the form type" in result.output
    assert "[page]" in result.output


def test_an_unknown_requirement_is_one_sentence() -> None:
    assert_refused(invoke("explain", "LEAD-9999"), "There is no requirement 'LEAD-9999'")


def test_wrong_limits_are_one_sentence() -> None:
    assert_refused(invoke("serve", "--limits", "many"), "--limits")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("these are notes, not a database " * 50)
    assert_refused(invoke("serve", "--port", "0", "--database", str(path)), "Error:")


def test_an_address_that_cannot_be_had_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert_refused(invoke("serve", "--port", port), f"port {port}", "in use", "--port")
    assert_refused(invoke("serve", "--port", "99999"), "--port", "65535")


def test_the_spec_we_ship_is_the_default(url: str) -> None:
    result = invoke("run", url, "--spec", str(SPEC), "--only", "LEAD-02")
    assert result.exit_code == 0, result.output


def test_our_own_error_has_a_code_of_its_own() -> None:
    assert Broken.exit_code == 4


def test_who_breaks_off_before_anything_has_begun_is_told_no_verdict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("conformance.cli.main.commands", {"run": click.Command("run")})
    monkeypatch.setattr(click.Command, "invoke", interrupted)
    assert_refused(invoke("run"), "Interrupted; there is no report.", code=3)
