"""What a person at a terminal sees of a run: how it goes on, and how it ended."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conformance.drive.observer import Observer
from conformance.report import Report
from conformance.terminal.lines import Logged
from conformance.terminal.live import live
from conformance.terminal.result import result, verdict_line
from conformance.terminal.screen import console_on, is_watched, screen_of

__all__ = ["progress", "show"]


@contextmanager
def progress(quiet: bool = False) -> Iterator[Observer]:
    """Says on standard error how far a run is, in a way that suits it; `quiet`: not at all."""
    console = console_on(sys.stderr)
    if quiet:
        yield Observer()
    elif is_watched(console):
        with live(console) as course:
            yield course
    else:
        logged = Logged(say=lambda line: console.print(line, soft_wrap=True, markup=False))
        try:
            yield logged
        finally:
            logged.rest()


def show(report: Report, directory: Path, quiet: bool = False) -> None:
    """Say on standard output how a run ended; `quiet`: in one line."""
    console = console_on(sys.stdout)
    lines = [verdict_line(report)] if quiet else result(report, directory, screen_of(console))
    for line in lines:
        console.print(line, soft_wrap=True)
