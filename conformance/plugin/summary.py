"""What pytest says at the end: the verdict of the requirements' run, and where everything lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from conformance.outcome import Outcome
from conformance.plugin.fixtures import WRITTEN
from conformance.plugin.items import LAUNCHED

if TYPE_CHECKING:
    from conformance.launch import Launched


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    from conformance.reports.outline import VERDICT_WORDS, results  # noqa: PLC0415

    launched = config.stash.get(LAUNCHED, None)
    written = config.stash.get(WRITTEN, None)
    if launched is None and written is None:
        return
    terminalreporter.section("conformance")
    if launched is not None:
        report = launched.report
        for result in results(report, Outcome.DEVIATION):
            terminalreporter.write_line(f"deviation {result.id}: {result.statement}")
        terminalreporter.write_line(f"{VERDICT_WORDS[report.verdict]}: {report.summary}")
        _gate(terminalreporter, launched)
        terminalreporter.write_line(f"Report: {launched.directory / 'report.html'}")
    if written is not None:
        terminalreporter.write_line(f"Transcript of the tests: {written}")


def _gate(terminalreporter: Any, launched: Launched) -> None:
    """What the baseline says that no item could."""
    from conformance.reports.text import visible  # noqa: PLC0415

    gate = launched.gate
    ids = {result.id for result in launched.report.requirements}
    for one in gate.stale:
        if one.entry.requirement not in ids:
            named = visible(one.entry.requirement)
            terminalreporter.write_line(f"{one.state} entry {named}: {one.sentence}")
    if gate.sentence is not None:
        terminalreporter.write_line(f"With the baseline, {gate.sentence}.")
