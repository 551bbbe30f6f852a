"""What became of each target since last night."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from comparing import builders as comparing

from conformance.compare.comparison import Group
from conformance.fleet.against import Against, Earlier, against
from conformance.fleet.as_text import render_text
from conformance.fleet.result import Fleet, Result, State
from conformance.outcome import Outcome, Verdict

from .builders import STARTED, made_fleet, made_result, unjudged

PASS, FAIL = Outcome.PASS, Outcome.FAIL
CONFORMANT, FAILED = Verdict.CONFORMANT, Verdict.NON_CONFORMANT


def report(*outcomes: Outcome, **given: Any) -> dict[str, Any]:
    found = [
        comparing.requirement(f"LEAD-{number:02}", outcome)
        for number, outcome in enumerate(outcomes, start=1)
    ]
    return comparing.report(*found, **given)


def kept(directory: Path, name: str, value: dict[str, Any]) -> None:
    (directory / name).mkdir(parents=True)
    (directory / name / "report.json").write_text(json.dumps(value))


def held(
    tmp_path: Path,
    before: tuple[Result, dict[str, Any] | None] | None,
    after: tuple[Result, dict[str, Any] | None],
) -> tuple[Fleet, Against]:
    """A fleet of one target, against one that had it before, or not."""
    earlier = () if before is None else (before[0],)
    for night, pair in (("last", before), ("this", after)):
        if pair is not None and pair[1] is not None:
            kept(tmp_path / night, pair[0].name, pair[1])
    fleet = made_fleet(after[0])
    return fleet, against(fleet, tmp_path / "this", Earlier(tmp_path / "last", STARTED, earlier))


GOOD = made_result("acme", CONFORMANT), report(PASS, PASS)
BAD = made_result("acme", FAILED), report(PASS, FAIL)
WORSE = made_result("acme", FAILED), report(FAIL, FAIL)
UNCLEAR = made_result("acme", Verdict.INCOMPLETE), report(PASS, Outcome.NOT_OBSERVED)
GONE = unjudged("acme", State.NOT_RUN), None

CASES = {
    "the same": (GOOD, GOOD, Group.UNCHANGED, {}),
    "it broke": (GOOD, BAD, Group.BROKEN, {Group.BROKEN: ("LEAD-02",)}),
    "it broke more": (BAD, WORSE, Group.BROKEN, {Group.BROKEN: ("LEAD-01",)}),
    "it was mended": (BAD, GOOD, Group.MENDED, {Group.MENDED: ("LEAD-02",)}),
    "some of it was mended": (WORSE, BAD, Group.MENDED, {Group.MENDED: ("LEAD-01",)}),
    "it fails as before": (BAD, BAD, Group.FAILING, {}),
    "it could not be judged": (GOOD, UNCLEAR, Group.BROKEN, {Group.BROKEN: ("LEAD-02",)}),
    "it was not run": (GOOD, GONE, Group.BROKEN, {}),
    "it is run again, and good": (GONE, GOOD, Group.MENDED, {}),
    "it is run again, and bad": (GONE, BAD, Group.CHANGED, {}),
    "it is still not run": (GONE, GONE, Group.FAILING, {}),
    "it is new": (None, BAD, Group.NEW, {}),
}


@pytest.mark.parametrize("name", CASES)
def test_what_became_of_a_target(tmp_path: Path, name: str) -> None:
    before, after, group, requirements = CASES[name]
    fleet, found = held(tmp_path, before, after)
    change = found.changes["acme"]
    assert change.group is group
    assert {one: ids for one, ids in change.requirements.items() if ids} == requirements
    assert change.before == (before and before[0].word)
    assert found.counts[group] == 1
    both = before is not None and before[1] is not None and after[1] is not None
    assert (change.page is not None) == both
    assert (tmp_path / "this/acme/comparison.html").exists() == both
    told = render_text(fleet, found)
    for ids in requirements.values():
        assert all(one in told for one in ids)


def test_one_that_is_gone_is_named(tmp_path: Path) -> None:
    earlier = Earlier(tmp_path, STARTED, (made_result("old"),))
    fleet = made_fleet(made_result("new"))
    found = against(fleet, tmp_path, earlier)
    assert found.gone == ("old",)
    assert found.counts[Group.GONE] == found.counts[Group.NEW] == 1
    assert "  gone: old\n" in render_text(fleet, found)


def test_an_unfair_comparison_says_so(tmp_path: Path) -> None:
    _, found = held(tmp_path, GOOD, (GOOD[0], report(PASS, PASS, profile="smoke")))
    [reason] = found.changes["acme"].unfair
    assert reason.startswith("Profile: core in A, smoke in B")


def test_a_damaged_report_harms_no_other_target(tmp_path: Path) -> None:
    _, found = held(tmp_path, (GOOD[0], {"x": 1}), BAD)
    change = found.changes["acme"]
    assert change.group is Group.BROKEN
    assert change.page is None
    assert "is damaged or of another version" in change.unfair[0]
