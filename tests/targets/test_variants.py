"""What the contract leaves open never fails, whichever way a server does it."""

from __future__ import annotations

import pytest

from conformance.calibration.variants import VARIANTS, Variant
from conformance.catalogue import requirements
from conformance.outcome import Level, Outcome
from conformance.report import Report

from .conftest import RunAgainst

each = pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)


def ids(report: Report, *outcomes: Outcome) -> set[str]:
    return {result.id for result in report.requirements if result.outcome in outcomes}


def test_there_are_many_of_different_names() -> None:
    assert len(VARIANTS) >= 85
    assert len({variant.name for variant in VARIANTS}) == len(VARIANTS)


@each
def test_it_leaves_aside_nothing_but_recommendations(variant: Variant) -> None:
    should = {one.id for one in requirements() if one.level is Level.SHOULD}
    assert variant.deviations <= should
    assert variant.allowed_by.strip()


@each
def test_is_no_failure(variant: Variant, run_against: RunAgainst) -> None:
    consents = ("exhaust-rate-limit",) if variant.limited else ()
    report = run_against(variant.app(), consents)
    assert ids(report, Outcome.FAIL, Outcome.ERROR, Outcome.NOT_OBSERVED) == set()
    assert report.faults == ()
    assert ids(report, Outcome.DEVIATION) == variant.deviations
