"""A report as annotations, which GitHub shows on a run's page and beside the lines of a change."""

from __future__ import annotations

from conformance.github.commands import command
from conformance.outcome import Outcome
from conformance.report import Report, RequirementResult
from conformance.reports.gate import red, worthless
from conformance.reports.outline import OUTCOME_WORDS, by_reason, results, troubles
from conformance.reports.plain import message
from conformance.reports.text import visible

SHOWN = 10
"""GitHub shows so many errors and so many warnings of one step."""


def annotate(report: Report, file: str | None) -> tuple[str, ...]:
    """Workflow commands: errors for what stops a change, warnings for deviations.

    `file` is the spec's path in the repository, None where it isn't there. What matters most
    stands first; where there are more than GitHub shows, the last one says how many.
    """
    # What a shard lacks, others have: that stops nothing.
    severe = "warning" if report.is_shard and not troubles(report) else "error"
    whole = [
        command(severe, visible(sentence), {"title": f"Verdict {report.verdict.value}"})
        for sentence in worthless(report)
    ]
    errors = whole if severe == "error" else []
    for outcome in (Outcome.FAIL, Outcome.ERROR):
        errors += [_one("error", result, file) for result in results(report, outcome)]
    unseen = [result for result in results(report, Outcome.NOT_OBSERVED) if red(result)]
    groups = [_group(severe, reason, found) for reason, found in by_reason(unseen).items()]
    warnings = [_one("warning", result, file) for result in results(report, Outcome.DEVIATION)]
    if severe == "error":
        errors += groups
    else:
        warnings += [*groups, *whole]
    return (*_limited("error", errors), *_limited("warning", warnings))


def _one(kind: str, result: RequirementResult, file: str | None) -> str:
    lines = [finding.spec_line for finding in result.findings if finding.spec_line]
    place = {"file": file, "line": str(lines[0])} if file and lines else {}
    word = OUTCOME_WORDS[result.outcome]
    text = f"{visible(result.statement)}\n{message(result)}"
    if len(result.findings) > 1:
        text += f"\n{len(result.findings) - 1} more findings in the report."
    return command(kind, text, {**place, "title": f"{visible(result.id)} {word}"})


def _group(kind: str, reason: str, found: list[RequirementResult]) -> str:
    ids = visible(", ".join(result.id for result in found))
    return command(kind, f"{visible(reason)}\n{ids}", {"title": f"{len(found)} not observed"})


def _limited(kind: str, found: list[str]) -> list[str]:
    if len(found) <= SHOWN:
        return found
    kept = found[: SHOWN - 1]
    rest = f"{len(found) - len(kept)} more are in the summary and the report of this run."
    return [*kept, command(kind, rest, {"title": "There is more"})]
