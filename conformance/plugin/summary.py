"""What pytest says at the end: the verdict of the requirements' run, and where everything lies."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.outcome import Outcome
from conformance.plugin.fixtures import WRITTEN
from conformance.plugin.items import LAUNCHED


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
        terminalreporter.write_line(f"Report: {launched.directory / 'report.html'}")
    if written is not None:
        terminalreporter.write_line(f"Transcript of the tests: {written}")
