"""Runs against servers that are lawful otherwise than the reference server, or useless."""

from __future__ import annotations

from conformance.calibration.calibration import LawfulRun, UselessRun
from conformance.calibration.trial import CONSENTS, quiet, trial
from conformance.calibration.useless import Useless
from conformance.calibration.variants import Variant
from conformance.contract import Contract
from conformance.outcome import Level, Outcome

LITTLE_PATIENCE = 1.0
"""Seconds: a server that never answers isn't waited for eight times three seconds."""


def against_lawful(variant: Variant, contract: Contract) -> LawfulRun:
    """Everything holds but for the recommendations that the server is known not to follow."""
    done = trial(variant.app(), contract, quiet(), CONSENTS if variant.limited else ())
    deviating = {id_ for id_, outcome in done.outcomes.items() if outcome is Outcome.DEVIATION}
    wrong = {Outcome.FAIL, Outcome.ERROR, Outcome.NOT_OBSERVED}
    alarms = {id_ for id_, outcome in done.outcomes.items() if outcome in wrong}
    alarms |= deviating - variant.deviations
    return LawfulRun(
        variant.name,
        variant.allowed_by,
        tuple(sorted(deviating & variant.deviations)),
        (
            *(f"{id_} ({done.outcomes[id_]})" for id_ in sorted(alarms)),
            *done.report.faults,
        ),
        tuple(sorted(variant.deviations - deviating)),
    )


def against_useless(useless: Useless, contract: Contract) -> UselessRun:
    """No mandatory requirement holds, and the suite itself doesn't go wrong."""
    with useless.serving() as url:
        report = trial(url, contract, quiet(LITTLE_PATIENCE)).report
    return UselessRun(
        useless.name,
        report.verdict,
        tuple(
            result.id
            for result in report.requirements
            if result.outcome is Outcome.PASS and result.level is Level.MUST
        ),
        (
            *(result.id for result in report.requirements if result.outcome is Outcome.ERROR),
            *report.faults,
        ),
    )
