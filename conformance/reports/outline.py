"""What every readable report shows, and in which order: rows and groups, no markup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from conformance.outcome import Finding, Outcome, Verdict
from conformance.report import Report, RequirementResult

# What asks for attention stands first.
ORDER = (
    Outcome.FAIL,
    Outcome.ERROR,
    Outcome.NOT_OBSERVED,
    Outcome.DEVIATION,
    Outcome.PASS,
    Outcome.NOT_APPLICABLE,
)

OUTCOME_WORDS = {
    Outcome.PASS: "passed",
    Outcome.FAIL: "failed",
    Outcome.DEVIATION: "deviation",
    Outcome.NOT_APPLICABLE: "not applicable",
    Outcome.NOT_OBSERVED: "not observed",
    Outcome.ERROR: "error",
}

VERDICT_WORDS = {
    Verdict.CONFORMANT: "Conformant",
    Verdict.CONFORMANT_WITH_DEVIATIONS: "Conformant with deviations",
    Verdict.NON_CONFORMANT: "Not conformant",
    Verdict.INCOMPLETE: "Incomplete",
    Verdict.INVALID: "Invalid",
}

UNKEPT = frozenset({Outcome.FAIL, Outcome.ERROR, Outcome.DEVIATION})
"""The outcomes that are explained one by one."""

PROVISIONAL = (
    "Run and shown, and not scored: no verdict, count or badge changes by them. They are new, and "
    "not yet in the set of requirements that certificates are about."
)
NO_REASON = "No reason was recorded."


@dataclass(frozen=True, slots=True)
class FlowRow:
    """How the requirements of one flow came out; `counts` has every outcome."""

    flow: str
    title: str
    counts: dict[Outcome, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def flow_rows(report: Report) -> tuple[FlowRow, ...]:
    """One row for each flow with requirements, in the report's order of flows."""
    tallies: dict[str, Counter[Outcome]] = {flow: Counter() for flow in report.flows}
    for result in report.requirements:
        tallies.setdefault(result.flow, Counter())[result.outcome] += 1
    return tuple(
        FlowRow(flow, report.flows.get(flow, flow), {outcome: tally[outcome] for outcome in ORDER})
        for flow, tally in tallies.items()
        if tally
    )


def results(report: Report, *outcomes: Outcome) -> tuple[RequirementResult, ...]:
    """The requirements with one of these outcomes, in the report's order."""
    return tuple(result for result in report.requirements if result.outcome in outcomes)


def mended(finding: Finding) -> str | None:
    """What one change makes the request pass, in a sentence; None where nobody knows."""
    if finding.control is None:
        return None
    changes = [
        f"{one.passing} instead of {one.failing} at {one.pointer or 'the body'}"
        for one in finding.changes
    ]
    return f"It passes with {', and '.join(changes)} (exchange {finding.control})."


def assured(report: Report) -> tuple[str, ...]:
    """What the report may be trusted for: sentences from the suite's calibration."""
    known = report.assurance
    if known is None:
        return (
            "The requirements or their saboteurs have changed since the suite was calibrated, "
            "so nothing is said here of how good its checks are.",
        )
    if known.checks == known.requirements:
        checks = f"Each of the {known.checks} checks has been seen to fail on a faulty server"
    else:
        checks = f"{known.checks} of {known.requirements} checks have been seen to fail"
    alarms = _number(known.false_alarms, "no", "false alarm")
    earned = _number(known.fooled, "none", "of them")
    return (
        f"{checks}: {known.saboteurs} faults, of which {known.in_transcripts} were noticed in "
        f"transcripts and {known.in_servers} in running servers.",
        f"{known.lawful} legal variants of a server: {alarms}.",
        f"{known.useless} servers that do nothing of what is asked: {earned} earned a MUST.",
        f"Kill matrix {known.digest}.",
    )


def calibration(report: Report) -> str:
    """The digest of the suite's kill matrix, or `none`, for formats without sentences."""
    return report.assurance.digest if report.assurance else "none"


def _number(number: int, none: str, what: str) -> str:
    if not number:
        return f"{none} {what}".removesuffix(" of them")
    return f"{number} {what}" if number == 1 or what == "of them" else f"{number} {what}s"


def by_reason(found: Iterable[RequirementResult]) -> dict[str, list[RequirementResult]]:
    """Requirements under the reason they share, so that a reason is read once."""
    groups: dict[str, list[RequirementResult]] = {}
    for result in found:
        groups.setdefault(result.reason or NO_REASON, []).append(result)
    return groups


def troubles(report: Report) -> tuple[tuple[str, str], ...]:
    """What went wrong with the run as a whole: a label and a sentence for each."""
    found = [("Transcript damaged", report.damage), ("Stopped early", report.stopped)]
    found += [("Fault of the suite", fault) for fault in report.faults]
    return tuple((label, sentence) for label, sentence in found if sentence)
