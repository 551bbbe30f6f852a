"""`optimly-conformance compare`, as it is typed, on reports of runs and on spoilt ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from conformance.calibration.choosing import faulty
from conformance.calibration.trial import correct_server, credentials
from conformance.cli import main
from conformance.cli.comparing import FORMATS as OFFERED
from conformance.compare import FORMATS
from conformance.loading import load_contract
from conformance.minimise import Budget
from conformance.outcome import Outcome
from conformance.reference import SANDBOX_TOKENS, RunningServer
from conformance.resources import SPEC
from conformance.run import Options, run
from conformance.target import Target

from .builders import report, requirement


def typed(*words: object) -> Result:
    return CliRunner().invoke(main, ["compare", *map(str, words)])


def written(path: Path, value: dict[str, Any]) -> Path:
    path.write_text(json.dumps(value), encoding="ascii")
    return path


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return written(tmp_path / "good.json", report(requirement("LEAD-01")))


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return written(tmp_path / "bad.json", report(requirement("LEAD-01", Outcome.FAIL)))


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Reports about the reference server as it is, and about one that forgets the form's type."""
    directories = {}
    correct = correct_server()
    for name, server in (
        ("correct", correct),
        ("forgetful", faulty("LEAD-02:forgets-the-form-type", SANDBOX_TOKENS)(correct_server())),
    ):
        directories[name] = tmp_path_factory.mktemp(name)
        with RunningServer(server) as running:
            target = Target(running.url, credentials(), ("transcript",))
            options = Options(only=("lead",), budget=Budget(requests=0, seconds=0.0))
            run(target, load_contract(SPEC), options, directories[name])
    return directories


def test_a_fault_put_into_a_server_breaks_its_requirement(ran: dict[str, Path]) -> None:
    result = typed(ran["correct"], ran["forgetful"], "--format", "json")
    assert result.exit_code == 1, result.output
    found = json.loads(result.output)
    groups = {one["id"]: one["group"] for one in found["requirements"]}
    assert groups["LEAD-02"] == "broken"
    assert groups["LEAD-01"] == "unchanged"
    assert set(groups.values()) == {"broken", "unchanged"}
    assert found["unfair"] == []
    assert found["b"]["verdict"] == "non-conformant"


def test_the_fault_taken_out_again_is_mended(ran: dict[str, Path]) -> None:
    result = typed(ran["forgetful"] / "report.json", ran["correct"])
    assert result.exit_code == 0, result.output
    assert "LEAD-02 MUST, failed → passed" in result.output
    assert "Nothing broke." in result.output.splitlines()[-1]


def test_a_report_and_itself_differ_in_nothing(ran: dict[str, Path]) -> None:
    result = typed(ran["forgetful"], ran["forgetful"], "--format", "json")
    assert result.exit_code == 0
    counts = json.loads(result.output)["counts"]
    assert counts["still-failing"] >= 1
    assert not any(counts[name] for name in ("broken", "mended", "changed", "new", "gone"))


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_goes_into_a_file(form: str, good: Path, bad: Path, tmp_path: Path) -> None:
    output = tmp_path / "changes"
    result = typed(good, bad, "--format", form, "--output", output)
    assert (result.exit_code, result.output) == (1, "")
    assert output.read_text(encoding="utf-8") == typed(good, bad, "--format", form).output


def test_the_forms_that_are_offered_are_those_that_there_are() -> None:
    assert tuple(FORMATS) == OFFERED


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        (b"\xff", "is not JSON"),
        ("[]", "is not of type 'object'"),
        (json.dumps({**report(), "verdict": "\x1b[31m"}), "at /verdict"),
        (json.dumps(report(requirement("A-01"), requirement("A-01"))), "it has A-01 2 times"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_damaged_report_is_named(
    spoilt: str | bytes, said: str, first: bool, good: Path, tmp_path: Path
) -> None:
    directory = tmp_path / "spoilt"
    directory.mkdir()
    content = spoilt if isinstance(spoilt, bytes) else spoilt.encode("ascii")
    (directory / "report.json").write_bytes(content)
    result = typed(*((directory, good) if first else (good, directory)))
    assert result.exit_code == 2, result.output
    assert f"The report {directory / 'report.json'} is damaged" in result.output
    assert said in result.output
    assert "\x1b" not in result.output


def test_a_report_that_is_not_there_is_named(good: Path, tmp_path: Path) -> None:
    for place in (tmp_path / "nothing", tmp_path):
        result = typed(good, place)
        assert result.exit_code == 2
        assert f"{place}" in result.output
        assert "can't be read: No such file or directory" in result.output


def test_an_output_that_cannot_be_written_is_refused(good: Path, tmp_path: Path) -> None:
    result = typed(good, good, "--output", tmp_path)
    assert result.exit_code == 2
    assert "choose another with --output" in result.output
