"""One requirement's result in plain text, for those that show nothing else."""

from __future__ import annotations

from conformance.outcome import Finding, Outcome
from conformance.report import RequirementResult
from conformance.reports.outline import NO_REASON, OUTCOME_WORDS, mended
from conformance.reports.text import BLOCK_LIMIT, visible


def difference(finding: Finding) -> str:
    """A finding in one line."""
    return visible(f"{finding.pointer}: expected {finding.expected}, got {finding.actual}")


def message(result: RequirementResult) -> str:
    """What came of it in one line, by its first finding or its reason; nothing where it passed."""
    if result.outcome is Outcome.PASS:
        return ""
    reason = visible(result.reason or NO_REASON)
    said = difference(result.findings[0]) if result.findings else reason
    if result.outcome in {Outcome.FAIL, Outcome.ERROR}:
        return said
    return f"{OUTCOME_WORDS[result.outcome]}: {said}"


def details(result: RequirementResult) -> str:
    """Why it is required, where from, what came of it, and each finding with its command."""
    parts = [visible(result.explanation, BLOCK_LIMIT, lines=True), f"Source: {result.source}"]
    parts += [f"Requirement: {result.file}:{result.line}"]
    parts += [result.reason] if result.reason else []
    parts += [_finding(finding) for finding in result.findings[:20]]
    if len(result.findings) > 20:
        parts.append(f"{len(result.findings) - 20} more findings are in report.json.")
    return "\n\n".join(visible(part, 4 * BLOCK_LIMIT, lines=True) for part in parts if part)


def _finding(finding: Finding) -> str:
    change = mended(finding)
    return (
        f"Exchange {finding.exchange}, {finding.count} alike, at {visible(finding.pointer)}\n"
        f"  expected: {visible(finding.expected)}\n"
        f"  actual:   {visible(finding.actual)}\n"
        + (f"  change:   {visible(change)}\n" if change else "")
        + f"  again:    {visible(finding.reproduce, BLOCK_LIMIT, lines=True)}"
    )
