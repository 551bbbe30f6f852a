"""What a person at a terminal sees of a run: how it goes on, and how it ended."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from conformance.drive.observer import Observer
from conformance.terminal.lines import Logged
from conformance.terminal.live import live
from conformance.terminal.result import gate_lines, result, verdict_line
from conformance.terminal.screen import console_on, is_watched, screen_of

if TYPE_CHECKING:
    from conformance.launch import Launched

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


def show(launched: Launched, *, quiet: bool = False, as_json: bool = False) -> None:
    """Say on standard output how a run ended; `quiet`: in one line.

    `as_json`: the report is there as JSON, so that what the gate says, which isn't in it, goes to
    standard error, unless `quiet`.
    """
    report, gate = launched.report, launched.gate
    console = console_on(sys.stderr if as_json else sys.stdout)
    screen = screen_of(console)
    if as_json:
        silent = quiet or gate.place is None
        lines = [] if silent else [*gate_lines(gate, screen), verdict_line(report, gate)]
    elif quiet:
        lines = [verdict_line(report, gate)]
    else:
        lines = result(report, launched.directory, gate, screen)
    for line in lines:
        console.print(line, soft_wrap=True)
