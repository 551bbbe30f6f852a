"""What the contract leaves open never fails, whichever way a server does it."""

from __future__ import annotations

import pytest

from conformance.outcome import Outcome
from conformance.reference import Settings, create_app, documented_limits
from conformance.report import Report

from .conftest import RunAgainst
from .differences import DIFFERENCES


def ids(report: Report, *outcomes: Outcome) -> set[str]:
    return {result.id for result in report.requirements if result.outcome in outcomes}


@pytest.mark.parametrize("name", DIFFERENCES)
def test_is_no_failure(name: str, run_against: RunAgainst) -> None:
    difference = DIFFERENCES[name]
    app = difference.wrap(create_app(Settings(limits=documented_limits(3))))
    report = run_against(app, ("exhaust-rate-limit",) if difference.limited else ())
    assert ids(report, Outcome.FAIL, Outcome.ERROR, Outcome.NOT_OBSERVED) == set()
    assert report.faults == ()
    assert ids(report, Outcome.DEVIATION) == difference.deviations
