"""What a run tells GitHub: annotations, and the summary of the step."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from example_reports import FULL, example, result
from generated_reports import GREEN, QUICK, reports
from hypothesis import given

from conformance.github.annotations import SHOWN, annotate
from conformance.github.step_summary import CUT, LIMIT
from conformance.github.telling import tell
from conformance.outcome import Level, Outcome, Verdict
from conformance.report import Report
from conformance.reports import render_markdown
from conformance.reports.gate import red
from conformance.reports.text import visible
from conformance.resources import SPEC

from .runner import obeyed

FOUND = replace(FULL[1].findings[0], spec_line=400)
FAILED = replace(FULL[1], findings=(FOUND,))
FAILING = example(FAILED, FULL[2], verdict=Verdict.NON_CONFORMANT)
LARGE = example(
    *(
        replace(FAILED, id=f"LEAD-{number}", findings=(replace(FOUND, actual="é" * 9000),))
        for number in range(1500)
    ),
    verdict=Verdict.NON_CONFORMANT,
)


@pytest.fixture
def actions(tmp_path: Path) -> dict[str, str]:
    """The environment of a step whose repository is the directory of the test."""
    return {
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "GITHUB_WORKSPACE": str(tmp_path),
    }


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "api" / "v3, new.yaml"
    path.parent.mkdir()
    path.write_bytes(SPEC.read_bytes())
    return path


def test_a_failure_is_an_error_at_its_line_and_a_deviation_a_warning(
    actions: dict[str, str], spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(FAILING, spec, actions)
    printed = capsys.readouterr()
    assert printed.out == ""
    error, warning = obeyed(printed.err)
    assert error.name == "error"
    assert error.properties == {
        "file": "api/v3, new.yaml", "line": "400", "title": "LEAD-02 failed",
    }  # fmt: skip
    assert error.text == (
        "The answer keeps the form's type.\n"
        '/metadata/form_type: expected "email", got nothing'
    )  # fmt: skip
    assert (warning.name, warning.properties) == ("warning", {"title": "LEAD-03 deviation"})


@pytest.mark.parametrize("place", ["elsewhere", "missing", "installed", "unset"])
def test_a_spec_that_is_not_in_the_checkout_is_not_named(
    place: str, actions: dict[str, str], spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if place == "elsewhere":
        actions["GITHUB_WORKSPACE"] = str(spec.parent / "another")
    elif place == "missing":
        spec.unlink()
    elif place == "installed":
        installed = spec.parent / "site-packages" / "v3.yaml"
        installed.parent.mkdir()
        spec = spec.rename(installed)
    else:
        del actions["GITHUB_WORKSPACE"]
    tell(FAILING, spec, actions)
    error, _ = obeyed(capsys.readouterr().err)
    assert error.properties == {"title": "LEAD-02 failed"}


def test_what_stands_first_matters_most_and_the_last_says_how_many_more() -> None:
    unseen = [replace(FULL[3], id=f"LEAD-{number}", reason=f"Why {number}.") for number in "89"]
    failed = [replace(FAILED, id=f"LEAD-{number}") for number in range(10, 20)]
    report = example(*unseen, *failed, verdict=Verdict.NON_CONFORMANT)
    report = replace(report, stopped="The target went away.")
    found = obeyed("\n".join(annotate(report, None)))
    assert [one.name for one in found] == ["error"] * SHOWN
    titles = [one.properties["title"] for one in found]
    assert titles[:2] == ["Verdict non-conformant", "LEAD-10 failed"]
    assert titles[-1] == "There is more"
    assert found[-1].text.startswith("4 more ")


def test_a_must_that_was_not_observed_is_an_error_once_for_each_reason() -> None:
    missing = [replace(FULL[3], id=id_, reason="No chat.") for id_ in ("LEAD-04", "LEAD-08")]
    report = example(*missing, FULL[4], verdict=Verdict.INCOMPLETE)
    [found] = obeyed("\n".join(annotate(report, None)))
    assert (found.name, found.properties["title"]) == ("error", "2 not observed")
    assert found.text == "No chat.\nLEAD-04, LEAD-08"


@QUICK
@given(reports())
def test_each_line_is_one_command_and_there_are_errors_unless_the_verdict_is_green(
    report: Report,
) -> None:
    lines = annotate(report, "spec/v3.yaml")
    found = obeyed("\n".join(lines))
    assert len(found) == len(lines)
    errors = [one for one in found if one.name == "error"]
    assert bool(errors) is (report.verdict not in GREEN)
    deviating = report.counts[Outcome.DEVIATION]
    assert (
        len(found) - len(errors)
        == min(deviating, SHOWN)
        == len([one for one in found if one.name == "warning"])
    )
    for entry in report.requirements:
        if red(entry):
            assert any(visible(entry.id) in one.properties["title"] + one.text for one in errors)
    assert not [
        one for one in found for line in one.text.split("\n") if line != visible(line, 9**9)
    ]


def test_the_summary_is_added_to_what_is_there(actions: dict[str, str], spec: Path) -> None:
    place = Path(actions["GITHUB_STEP_SUMMARY"])
    place.write_text("Before.\n\n", encoding="utf-8")
    tell(FAILING, spec, actions)
    assert place.read_text(encoding="utf-8").rstrip() == (
        "Before.\n\n" + render_markdown(FAILING).rstrip()
    )


@pytest.mark.parametrize("taken", [0, 500_000, LIMIT - 200, LIMIT - 20, LIMIT, LIMIT + 9])
def test_all_summaries_of_a_step_together_are_no_longer_than_github_takes(
    taken: int, actions: dict[str, str], spec: Path
) -> None:
    place = Path(actions["GITHUB_STEP_SUMMARY"])
    place.write_bytes(b"x" * taken)
    tell(LARGE, spec, actions)
    written = place.read_bytes()[taken:].decode("utf-8")
    assert place.stat().st_size <= max(LIMIT, taken)
    if taken < LIMIT - 20:
        assert written.endswith(CUT)
    else:
        assert written == ""


@pytest.mark.parametrize("summary", [None, "", "missing/summary", "."])
def test_a_summary_that_cannot_be_written_fails_no_run(
    summary: str | None, actions: dict[str, str], spec: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    del actions["GITHUB_STEP_SUMMARY"]
    if summary is not None:
        actions["GITHUB_STEP_SUMMARY"] = summary and str(tmp_path / summary)
    tell(FAILING, spec, actions)
    printed = capsys.readouterr().err
    assert len(obeyed(printed)) == 2
    assert ("can't be written" in printed) is bool(summary)


def test_nothing_is_told_elsewhere(
    actions: dict[str, str], spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(FAILING, spec, actions | {"GITHUB_ACTIONS": "false"})
    assert capsys.readouterr() == ("", "")
    assert not Path(actions["GITHUB_STEP_SUMMARY"]).exists()


def test_a_conformant_run_annotates_nothing() -> None:
    unseen = result("LEAD-05", Outcome.NOT_OBSERVED, Level.SHOULD)
    assert annotate(example(result("LEAD-01", Outcome.PASS), unseen), "v3.yaml") == ()
