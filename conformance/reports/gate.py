"""What must not look harmless to a reader that knows only passed, failed and skipped."""

from __future__ import annotations

from conformance.outcome import Level, Outcome, Verdict
from conformance.report import Report, RequirementResult
from conformance.reports.outline import troubles

GREEN = frozenset({Verdict.CONFORMANT, Verdict.CONFORMANT_WITH_DEVIATIONS})
"""The verdicts that let a change through."""

RUN_CASE = "RUN the run is whole and could be judged"
"""The case that stands for the run itself, always there, so that it has a history."""


def red(result: RequirementResult) -> bool:
    """Whether a requirement stops a change: a failure, our own error, or a MUST that wasn't seen.

    CI servers count what is skipped as harmless; what must hold and wasn't observed is not.
    """
    if result.outcome is Outcome.NOT_OBSERVED:
        return result.level is Level.MUST
    return result.outcome in {Outcome.FAIL, Outcome.ERROR}


def worthless(report: Report) -> tuple[str, ...]:
    """Why the run as a whole is red, in sentences; none where its requirements say enough.

    A run can be worth nothing although no single requirement says so: a damaged transcript,
    nothing observed, a fault of ours. Without this such a run would read green.
    """
    if report.verdict in GREEN:
        return ()
    found = tuple(f"{label}: {sentence}" for label, sentence in troubles(report))
    if not found and not any(red(result) for result in report.requirements):
        return (report.summary,)
    return found
