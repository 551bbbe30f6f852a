"""Reports with causes, and baselines for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from handmade import handmade, made_requirement

from conformance.baseline.entry import Baseline, Entry, Reach
from conformance.outcome import Finding, Level, Outcome
from conformance.report import Report, RequirementResult, Target

IDS = ("LEAD-01", "LEAD-02", "RATE-01", "RATE-02")
"""The requirements that there are; those of RATE are recommendations."""

TODAY = date(2026, 6, 15)
LATER = date(2026, 12, 31)
REACH = Reach("core", (), ("bearer", "transcript"))


def entry(requirement: str, cause: str, expires: date = LATER) -> Entry:
    return Entry(requirement, cause, "Ada", "Ticket 1", expires)


def baseline(*entries: Entry, reach: Reach = REACH) -> Baseline:
    return Baseline(reach, entries)


def result(
    id_: str,
    outcome: Outcome = Outcome.PASS,
    causes: Iterable[str] = (),
    reason: str | None = None,
) -> RequirementResult:
    """A requirement with what came of it, and a finding for each cause."""
    findings = tuple(Finding(1, "/x", "1", "2", "curl", cause=cause) for cause in causes)
    unjudged = outcome in {Outcome.NOT_OBSERVED, Outcome.NOT_APPLICABLE, Outcome.ERROR}
    level = Level.SHOULD if id_.startswith("RATE") else Level.MUST
    said = "No reason." if unjudged else reason
    return made_requirement(id_, outcome, level, findings=findings, reason=said)


def failing(id_: str, *causes: str) -> RequirementResult:
    outcome = Outcome.DEVIATION if id_.startswith("RATE") else Outcome.FAIL
    return result(id_, outcome, causes)


def report(*given: RequirementResult, reach: Reach = REACH, whole: bool = True) -> Report:
    """A report in which everything that isn't given has passed, but for what `only` leaves out."""
    named = {one.id: one for one in given}
    ids = [id_ for id_ in IDS if not reach.only or id_ in reach.only or id_ in named]
    results = tuple(named.get(id_, result(id_)) for id_ in ids)
    return handmade(
        *results,
        target=Target("https://example.com", (), reach.capabilities, ()),
        profile=reach.profile,
        only=reach.only,
        seed=reach.seed,
        explore=reach.explore,
        stopped=None if whole else "The run was interrupted from the keyboard.",
    )


def narrowed(**given: object) -> Reach:
    return replace(REACH, **given)  # type: ignore[arg-type]
