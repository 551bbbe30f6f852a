"""A target that does nothing of what is asked earns no mandatory requirement."""

from __future__ import annotations

import pytest

from conformance.calibration.useless import USELESS, Useless
from conformance.minimise import Budget
from conformance.outcome import Level, Outcome, Verdict
from conformance.report import Report
from conformance.run import Options
from conformance.verdict import exit_code

from .conftest import RunAgainst

BY_NAME = {useless.name: useless for useless in USELESS}


def passed(report: Report) -> list[str]:
    return [
        result.id
        for result in report.requirements
        if result.outcome is Outcome.PASS and result.level is Level.MUST
    ]


def test_no_two_have_one_name() -> None:
    assert len(BY_NAME) == len(USELESS)


@pytest.mark.parametrize("useless", USELESS, ids=lambda useless: useless.name)
def test_earns_nothing(useless: Useless, run_against: RunAgainst) -> None:
    with useless.serving() as url:
        # Smaller examples of what fails are not the question.
        report = run_against(url, options=Options(timeout=2.0, budget=Budget(requests=0)))
    assert passed(report) == []
    assert exit_code(report.verdict) in {1, 3}
    assert report.faults == ()
    assert not any(result.outcome is Outcome.ERROR for result in report.requirements)
    assert sum(report.counts.values()) == len(report.requirements)


def test_nobody_listens(run_against: RunAgainst) -> None:
    with BY_NAME["nobody listens"].serving() as url:
        report = run_against(url)
    assert report.verdict is Verdict.INVALID
    assert report.stopped is not None
    assert "could not be tested" in report.stopped


@pytest.mark.parametrize("name", ["401", "403"])
def test_a_refused_credential_stops_the_run_at_once(name: str, run_against: RunAgainst) -> None:
    with BY_NAME[name].serving() as url:
        report = run_against(url)
    assert exit_code(report.verdict) == 3
    assert report.traffic.requests == 3
    assert "CONFORMANCE_TOKEN" in (report.stopped or "")
