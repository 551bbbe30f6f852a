"""What the contract leaves open never fails, whichever way a server does it."""

from __future__ import annotations

from itertools import zip_longest

import pytest
from starlette.types import ASGIApp

from conformance.calibration.variants import VARIANTS, Variant
from conformance.calibration.variants.bodies import BODIES
from conformance.calibration.variants.credentials import CREDENTIALS
from conformance.calibration.variants.errors import ERRORS
from conformance.calibration.variants.ids import IDS
from conformance.calibration.variants.limits import LIMITS
from conformance.calibration.variants.redirects import REDIRECTS
from conformance.calibration.variants.remembering import REMEMBERING
from conformance.calibration.variants.requests import REQUESTS
from conformance.calibration.variants.transport import TRANSPORT
from conformance.calibration.variants.variant import SHORT_WINDOWS
from conformance.calibration.variants.windows import WINDOWS
from conformance.calibration.variants.writing import WRITING
from conformance.catalogue import requirements
from conformance.outcome import Level, Outcome
from conformance.reference import create_app
from conformance.report import Report

from .conftest import RunAgainst

KINDS = (
    *(REMEMBERING, REDIRECTS, CREDENTIALS, REQUESTS, ERRORS, IDS, BODIES, WRITING),
    (*LIMITS, *WINDOWS),
    TRANSPORT,
)
"""From what a server does to how it says it: a body that is compressed is changed no more."""

Server = tuple[Variant, ...]


def _joins(variant: Variant) -> bool:
    """Whether a server can have it beside variants of other kinds, and still be told by it."""
    plain = variant.settings is SHORT_WINDOWS
    return plain and not variant.deviations and not variant.limited


def _servers() -> list[Server]:
    """Servers that have every variant among them: one of each kind, or one that has to be alone.

    `calibrate` runs against each alone, which takes as many runs as there are variants.
    """
    joined = zip_longest(*(filter(_joins, kind) for kind in KINDS))
    alone = [(one,) for one in VARIANTS if not _joins(one)]
    return [tuple(one for one in group if one is not None) for group in joined] + alone


def _app(server: Server) -> ASGIApp:
    app: ASGIApp = create_app(server[0].settings)
    for variant in server:
        app = variant.wrap(app)
    return app


def ids(report: Report, *outcomes: Outcome) -> set[str]:
    return {result.id for result in report.requirements if result.outcome in outcomes}


def test_there_are_many_of_different_names() -> None:
    assert len(VARIANTS) >= 85
    assert len({variant.name for variant in VARIANTS}) == len(VARIANTS)


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_it_leaves_aside_nothing_but_recommendations(variant: Variant) -> None:
    should = {one.id for one in requirements() if one.level is Level.SHOULD}
    assert variant.deviations <= should
    assert variant.allowed_by.strip()


def test_each_is_run_against() -> None:
    assert sorted(id(one) for server in _servers() for one in server) == sorted(map(id, VARIANTS))


@pytest.mark.parametrize(
    "server", _servers(), ids=lambda server: ", ".join(one.name for one in server)
)
def test_is_no_failure(server: Server, run_against: RunAgainst) -> None:
    consents = ("exhaust-rate-limit",) if any(one.limited for one in server) else ()
    report = run_against(_app(server), consents)
    assert ids(report, Outcome.FAIL, Outcome.ERROR, Outcome.NOT_OBSERVED) == set()
    assert report.faults == ()
    assert ids(report, Outcome.DEVIATION) == set().union(*(one.deviations for one in server))
