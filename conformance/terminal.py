"""What a person at a terminal sees of a run: how it goes on, and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.text import Text

from conformance.exchange import Exchange
from conformance.outcome import Outcome, Verdict
from conformance.report import Report, RequirementResult
from conformance.reports.outline import (
    OUTCOME_WORDS,
    VERDICT_WORDS,
    by_reason,
    mended,
    results,
    troubles,
)
from conformance.reports.text import visible

SHOWN = 2
STYLES = {
    Verdict.CONFORMANT: "bold green",
    Verdict.CONFORMANT_WITH_DEVIATIONS: "bold yellow",
    Verdict.NON_CONFORMANT: "bold red",
    Verdict.INCOMPLETE: "bold yellow",
    Verdict.INVALID: "bold red",
}


@contextmanager
def progress() -> Iterator[Callable[[Exchange], None]]:
    """A line that says how far a run is; silent where standard error is no terminal."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("starting") as status:

        def observe(exchange: Exchange) -> None:
            waiting = ", waiting for a rate limit" if exchange.superseded else ""
            status.update(f"{exchange.number} requests, now {exchange.flow}{waiting}")

        yield observe


def show(report: Report, directory: Path, console: Console | None = None) -> None:
    """The verdict, what a reader has to act on, and where the whole report is."""
    console = console or Console(highlight=False)
    for outcome, style in (
        (Outcome.FAIL, "bold red"),
        (Outcome.ERROR, "bold red"),
        (Outcome.DEVIATION, "yellow"),
    ):
        for result in results(report, outcome):
            _show_result(console, result, style)
    for outcome in (Outcome.NOT_OBSERVED, Outcome.NOT_APPLICABLE):
        for reason, found in by_reason(results(report, outcome)).items():
            ids = ", ".join(result.id for result in found)
            _line(console, (OUTCOME_WORDS[outcome], "yellow"), f": {ids}\n  {visible(reason)}")
    for label, sentence in troubles(report):
        _line(console, (label, "bold red"), f": {visible(sentence)}")
    _line(console, (VERDICT_WORDS[report.verdict], STYLES[report.verdict]), f": {report.summary}")
    traffic = report.traffic
    _line(
        console, f"{traffic.requests:,} requests to {report.target.url} in {traffic.seconds:.1f} s"
    )
    _line(console, f"Report: {directory / 'report.html'}")
    if any(result.findings for result in report.requirements):
        _line(console, f"To send its findings again: optimly-conformance replay {directory}")


def _line(console: Console, *parts: str | tuple[str, str]) -> None:
    console.print(Text.assemble(*parts), soft_wrap=True)


def _show_result(console: Console, result: RequirementResult, style: str) -> None:
    word = OUTCOME_WORDS[result.outcome]
    _line(console, (f"{word} {result.id}", style), f" {result.level}: {result.statement}")
    if result.reason:
        _line(console, f"  {visible(result.reason)}")
    for finding in result.findings[:SHOWN]:
        alike = f", and {finding.count - 1} more like it" if finding.count > 1 else ""
        where = visible(finding.pointer) or "the body"
        _line(console, f"  {where} (exchange {finding.exchange}{alike})")
        _line(console, f"    expected {visible(finding.expected)}, got {visible(finding.actual)}")
        if change := mended(finding):
            _line(console, f"    {visible(change)}")
    if len(result.findings) > SHOWN:
        _line(console, f"  {len(result.findings) - SHOWN} more findings in the report")
