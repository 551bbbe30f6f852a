"""The baseline as its user meets it, on the command line and in pytest, against real servers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.cli import main

from .conftest import Serve

GROUNDS = ("--owner", "Ada", "--reason", "Ticket 1", "--expires", "2999-12-31")
PASSES = "the gate passes: 1 known failure (b.json), the earliest expires 2999-12-31"
KNOWN = f"Not conformant; {PASSES}."


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def run(url: str, *arguments: str) -> Result:
    return invoke("run", url, "--only", "lead", "--report-dir", "report", *arguments)


def update(*arguments: str) -> Result:
    return invoke("baseline", "update", "report", "--baseline", "b.json", *arguments)


def last_line(result: Result) -> str:
    return result.stdout.splitlines()[-1]


@pytest.fixture
def made(serve: Serve) -> str:
    """A server whose one failure is in `b.json`; its URL."""
    url = serve("LEAD-02")
    assert run(url).exit_code == 1
    result = update(*GROUNDS)
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        "added: LEAD-02 at “POST /external/message/new-message: /metadata/form_type”",
        "b.json: 1 entry",
    ]
    return url


def test_a_known_failure_passes_the_gate_and_no_report_says_so(made: str) -> None:
    before = Path("report/report.json").read_text()
    result = run(made, "--baseline", "b.json")
    assert result.exit_code == 0
    assert last_line(result) == KNOWN
    assert "known (1): LEAD-02" in result.stdout
    after = json.loads(Path("report/report.json").read_text())
    assert after["verdict"] == json.loads(before)["verdict"] == "non-conformant"
    assert after.keys() == json.loads(before).keys()
    for path in Path("report").iterdir():
        assert "b.json" not in path.read_text(encoding="utf-8")


def test_a_new_failure_and_a_mended_entry_do_not_pass_it(made: str, serve: Serve) -> None:
    assert made
    result = run(serve("LEAD-05"), "--baseline", "b.json")
    assert result.exit_code == 1
    assert "failed LEAD-05 MUST" in result.stdout
    assert "mended entry LEAD-02: remove it (baseline update)" in result.stdout
    assert last_line(result).endswith("The gate fails: 1 new failure, 1 mended entry (b.json).")


def test_a_mended_server_does_not_pass_until_the_entry_is_gone(made: str, serve: Serve) -> None:
    assert made
    result = run(serve(""), "--baseline", "b.json")
    assert result.exit_code == 1
    assert last_line(result).startswith("Conformant: ")
    assert update().output.splitlines()[-1] == "b.json: 0 entries"
    assert run(serve(""), "--baseline", "b.json").exit_code == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2999-12-31", "2020-01-01", "expired entry LEAD-02: mend it, or write another day"),
        ("LEAD-02", "LEAD-99", "unmatched entry LEAD-99: correct its id, or remove it"),
    ],
)
def test_an_entry_that_is_stale_does_not_pass(made: str, old: str, new: str, said: str) -> None:
    file = Path("b.json")
    file.write_text(file.read_text().replace(old, new))
    result = run(made, "--baseline", "b.json")
    assert result.exit_code == 1
    assert said in result.stdout


def test_of_what_it_was_narrowed_away_from_a_run_says_nothing(made: str) -> None:
    result = invoke("run", made, "--only", "LEAD-05", "--baseline", "b.json")
    assert result.exit_code == 0
    assert "0 known failures (b.json); 1 not judged in this run" in last_line(result)


def test_json_stays_the_report_and_the_gate_speaks_beside_it(made: str) -> None:
    result = run(made, "--baseline", "b.json", "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["verdict"] == "non-conformant"
    assert result.stderr.splitlines()[-1] == KNOWN
    result = run(made, "--baseline", "b.json", "--quiet")
    assert (result.stdout, result.stderr) == (f"{KNOWN}\n", "")


def test_a_baseline_can_be_configured(made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("conformance.toml").write_text('baseline = "b.json"\n')
    assert run(made).exit_code == 0
    assert invoke("baseline", "update", "report").exit_code == 0
    Path("conformance.toml").unlink()
    monkeypatch.setenv("CONFORMANCE_BASELINE", "b.json")
    assert run(made).exit_code == 0


def test_it_grows_only_where_that_is_asked_for(made: str, serve: Serve) -> None:
    assert made
    run(serve("LEAD-05"))
    result = update()
    assert "removed, mended: LEAD-02" in result.output
    assert "new, and not in it: LEAD-05" in result.output
    assert "b.json: 0 entries" in result.output
    assert update("--add", *GROUNDS).output.splitlines()[-1] == "b.json: 1 entry"


def test_a_narrow_run_removes_nothing_and_says_why(made: str, serve: Serve) -> None:
    assert made
    invoke("run", serve(""), "--only", "LEAD-02", "--report-dir", "report")
    result = update()
    assert "looked less widely" in result.output
    assert "not judged: LEAD-02" in result.output
    assert result.output.splitlines()[-1] == "b.json: 1 entry"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "needs --owner, --reason, --expires"),
        (("--owner", "A", "--reason", " ", "--expires", "2999-01-01"), "needs --reason:"),
        ((*GROUNDS[:4], "--expires", "soon"), "--expires: 'soon' is no date; write it as"),
        ((*GROUNDS[:4], "--expires", "2020-01-01"), "has passed already"),
    ],
)
def test_what_is_put_in_needs_somebody(arguments: tuple[str, ...], said: str, serve: Serve) -> None:
    run(serve("LEAD-02"))
    result = update(*arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert not Path("b.json").exists()


def test_grounds_without_add_are_refused(made: str) -> None:
    assert made
    result = update(*GROUNDS)
    assert (result.exit_code, "give --add too" in result.output) == (2, True)


def test_what_cannot_be_used_is_one_sentence_before_anything_is_sent(serve: Serve) -> None:
    url = serve("LEAD-02")
    Path("b.json").write_text("{")
    for arguments, said in (
        (("--baseline", "absent.json"), "absent.json can't be read"),
        (("--baseline", "b.json"), "b.json is no JSON: "),
        (("--baseline", "b.json", "--profile", "certification"), "A certification knows no known"),
    ):
        result = run(url, *arguments)
        assert result.exit_code == 2
        assert said in result.output
        assert "Traceback" not in result.output
    assert not Path("report").exists()
    assert invoke("baseline", "update", "report").exit_code == 2
    Path("b.json").unlink()
    assert "report can't be read" in update(*GROUNDS).output.replace("/report.json", "")


# In pytest --------------------------------------------------------------------------------------


def run_pytest(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-rxf", "--pyargs"]
    command += ["conformance", "--target", url, "--conformance-only=lead", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_pytest_expects_known_failures_to_fail(made: str) -> None:
    done = run_pytest(made, "--conformance-baseline=b.json")
    assert done.returncode == 0, done.stdout
    assert re.search(r"\d+ passed, .*1 xfailed", done.stdout)
    assert "known until 2999-12-31 (owner Ada)" in done.stdout
    assert f"With the baseline, {PASSES}." in done.stdout


def test_pytest_and_the_command_line_agree_on_what_does_not_pass(made: str, serve: Serve) -> None:
    assert made
    done = run_pytest(serve("LEAD-05"), "--conformance-baseline=b.json")
    assert done.returncode == 1
    assert "2 failed" in done.stdout
    assert "mended: remove it" in done.stdout
    assert "the gate fails: 1 new failure, 1 mended entry (b.json)" in done.stdout


def test_an_entry_without_an_item_fails_the_session_too(made: str, serve: Serve) -> None:
    assert made
    file = Path("b.json")
    file.write_text(file.read_text().replace("LEAD-02", "LEAD-99"))
    done = run_pytest(serve(""), "--conformance-baseline=b.json")
    assert done.returncode == 1
    assert "failed" not in done.stdout.replace("failures", "")
    assert "unmatched entry LEAD-99: correct its id" in done.stdout


def test_an_incomplete_run_has_the_code_of_the_command_line(tmp_path: Path) -> None:
    done = run_pytest("http://127.0.0.1:1")
    result = run("http://127.0.0.1:1")
    assert done.returncode == result.exit_code == 3


def test_pytest_names_a_broken_baseline_once(serve: Serve) -> None:
    Path("b.json").write_text("{")
    done = run_pytest(serve(""), "--conformance-baseline=b.json")
    assert done.returncode == 2
    assert (done.stdout + done.stderr).count("b.json is no JSON") == 1
