"""How a run ended, on one screen: the failures, the counts, and the verdict last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.text import Text

from conformance.baseline.gate import Gate
from conformance.outcome import Finding, Outcome, Verdict
from conformance.report import Report, RequirementResult
from conformance.reports.outline import (
    ORDER,
    OUTCOME_WORDS,
    VERDICT_WORDS,
    by_reason,
    mended,
    results,
    troubles,
)
from conformance.reports.text import BLOCK_LIMIT, visible
from conformance.terminal.course import counted
from conformance.terminal.screen import Screen, shared

STYLES = {
    Verdict.CONFORMANT: "bold green",
    Verdict.CONFORMANT_WITH_DEVIATIONS: "bold yellow",
    Verdict.NON_CONFORMANT: "bold red",
    Verdict.INCOMPLETE: "bold yellow",
    Verdict.INVALID: "bold red",
}
SHOWN = {Outcome.FAIL: "bold red", Outcome.ERROR: "bold red", Outcome.DEVIATION: "yellow"}
"""What is shown requirement by requirement, the worst first."""

LINES_EACH = 3
MOST_REASONS = 2
"""Of what could not be judged, so many reasons are said."""

MOST_TROUBLES = 3


def result(report: Report, directory: Path, gate: Gate, screen: Screen) -> list[Text]:
    """The lines of the result, no more than the screen holds beside a prompt.

    Of what is wrong as much is shown as there is room for, three lines each. What a reader copies
    or must not miss is never cut: the paths and the verdict.
    """
    below = [
        *_unjudged(report, screen),
        *_troubles(report, screen),
        *gate_lines(gate, screen),
        *_end(report, directory, gate, screen),
    ]
    room = screen.height - 1 - sum(map(screen.lines, below))
    wrong = [
        one for outcome in SHOWN for one in results(report, outcome) if one.id not in gate.known
    ]
    if len(wrong) * LINES_EACH > room:
        # One line says that there are more.
        room -= 1
    fit = max(0, room) // LINES_EACH
    above = [line for one in wrong[:fit] for line in _three(one, screen)]
    return [*above, *_more(wrong[fit:], screen), *below]


def verdict_line(report: Report, gate: Gate) -> Text:
    """The verdict and what it rests on; with a baseline, what the gate says too.

    Where the gate passes for all that is known, that stands in place of what the verdict rests on.
    """
    verdict = VERDICT_WORDS[report.verdict], STYLES[report.verdict]
    if gate.sentence is None:
        return Text.assemble(verdict, f": {visible(report.summary)}")
    if gate.code == 0 and gate.known:
        return Text.assemble(verdict, f"; {gate.sentence}.")
    said = gate.sentence[0].upper() + gate.sentence[1:]
    return Text.assemble(verdict, f": {visible(report.summary)} {said}.")


def gate_lines(gate: Gate, screen: Screen) -> list[Text]:
    """The known failures, then each entry that has to be changed, as far as there is room."""
    lines = []
    if gate.known:
        ids = ", ".join(sorted(gate.known))
        lines.append(screen.cut(("known", "yellow"), f" ({len(gate.known)}): {ids}"))
    most = max(MOST_TROUBLES, screen.height // 6)
    for one in gate.stale[:most]:
        label = f"{one.state} entry {visible(one.entry.requirement)}"
        lines.append(screen.cut((label, "bold red"), f": {one.sentence}"))
    if len(gate.stale) > most:
        others = len(gate.stale) - most
        lines.append(screen.cut(f"… and {others} more: `baseline update` names them all"))
    return lines


def _three(one: RequirementResult, screen: Screen) -> Iterator[Text]:
    """What is asked; where, and what came instead; what else is known of it."""
    word = f"{OUTCOME_WORDS[one.outcome]} {one.id}"
    yield screen.cut((word, SHOWN[one.outcome]), f" {one.level}: {visible(one.statement)}")
    why = f"why: optimly-conformance explain {one.id}"
    if not one.findings:
        yield screen.cut(f"  {visible(one.reason or '')}")
        yield screen.cut((f"  {why}", "dim"))
        return
    finding = one.findings[0]
    yield screen.cut("  ", _difference(finding, screen.width - 2))
    number = f"exchange {finding.exchange}"
    number += f" and {finding.count - 1:,} like it" if finding.count > 1 else ""
    others = len(one.findings) - 1
    number += f", {counted(others, 'more finding')}" if others else ""
    yield screen.cut((f"  {number}; {visible(mended(finding) or why)}", "dim"))


def _difference(finding: Finding, width: int) -> str:
    """Place, expected and actual on one line; where it is too narrow, the longest are cut."""
    texts = [finding.pointer or "the body", finding.expected, finding.actual]
    shown = "{}: expected {}, got {}"
    room = width - len(shown.format("", "", ""))
    return shown.format(*shared([visible(text) for text in texts], max(len(texts), room)))


def _more(rest: Sequence[RequirementResult], screen: Screen) -> list[Text]:
    counts = [
        f"{number:,} {OUTCOME_WORDS[outcome]}"
        for outcome in SHOWN
        if (number := sum(one.outcome is outcome for one in rest))
    ]
    return [screen.cut(f"… and {', '.join(counts)}: see report.html")] if counts else []


def _unjudged(report: Report, screen: Screen) -> Iterator[Text]:
    for outcome in (Outcome.NOT_OBSERVED, Outcome.NOT_APPLICABLE):
        reasons = by_reason(results(report, outcome))
        most = sorted(reasons.items(), key=lambda item: -len(item[1]))
        for reason, found in most[:MOST_REASONS]:
            word = f"{OUTCOME_WORDS[outcome]} ({len(found)})"
            ids = ", ".join(one.id for one in found)
            yield screen.cut((word, "yellow"), f": {visible(reason)} {ids}")
        if len(reasons) > MOST_REASONS:
            others = counted(len(reasons) - MOST_REASONS, "other reason")
            yield screen.cut((OUTCOME_WORDS[outcome], "yellow"), f": for {others}, see report.html")


def _troubles(report: Report, screen: Screen) -> Iterator[Text]:
    """What went wrong with the run as a whole, but for what the verdict's line says anyway."""
    found = [one for one in troubles(report) if one[1] not in report.summary]
    for label, sentence in found[:MOST_TROUBLES]:
        yield screen.cut((label, "bold red"), f": {visible(sentence)}")
    if len(found) > MOST_TROUBLES:
        yield screen.cut(f"… and {len(found) - MOST_TROUBLES} more: see report.html")


def _end(report: Report, directory: Path, gate: Gate, screen: Screen) -> Iterator[Text]:
    counts = ", ".join(
        f"{report.counts[outcome]:,} {OUTCOME_WORDS[outcome]}"
        for outcome in ORDER
        if report.counts[outcome]
    )
    traffic = report.traffic
    sent = f"{counted(traffic.requests, 'request')} in {traffic.seconds:.1f} s"
    yield screen.cut(f"{sent} to {visible(report.target.url)}")
    yield screen.cut(counts)
    place = visible(str(directory), BLOCK_LIMIT)
    yield Text(f"Report: {place}/report.html")
    if any(one.findings for one in report.requirements):
        yield Text(f"Replay: optimly-conformance replay {place}")
    yield from screen.folded(verdict_line(report, gate))
