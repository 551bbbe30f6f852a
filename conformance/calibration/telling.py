"""What a person at a terminal sees of a calibration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from conformance.calibration.calibration import Calibration
from conformance.calibration.matrix import Kill, Place, Result, by_saboteur

SIGNS = {Result.CAUGHT: ("✓", "green"), Result.MISSED: ("✗", "bold red"), Result.VOID: ("∅", "red")}
MOST_OTHERS = 6


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """A bar that says how far it is; silent where standard error is no terminal."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield lambda _done, _all: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("calibrating", total=None)
        yield lambda done, every: bar.update(task, completed=done, total=every)


def show(calibration: Calibration, path: Path, console: Console | None = None) -> None:
    """The kill matrix, a line for each saboteur; then what must be mended; then the sums."""
    console = console or Console(highlight=False)
    for (requirement, saboteur), found in by_saboteur(calibration.kills).items():
        signs = [_sign(found.get(place)) for place in Place]
        others = sorted({id_ for kill in found.values() for id_ in kill.alarms})
        shown = ", ".join(others[:MOST_OTHERS]) + ("…" if len(others) > MOST_OTHERS else "")
        beside = f"  beside it: {shown}" if others else ""
        _line(console, *signs, f" {requirement:8} {saboteur}", (beside, "bright_black"))
    _line(console, "(first sign: in a transcript, second: in a running server)")
    for problem in calibration.problems:
        _line(console, ("to mend ", "bold red"), problem)
    for sentence in _sums(calibration):
        _line(console, sentence)
    _line(console, f"Kill matrix: {path} ({calibration.digest})")


def _sign(kill: Kill | None) -> tuple[str, str]:
    return ("·", "bright_black") if kill is None else SIGNS[kill.result]


def _sums(calibration: Calibration) -> Iterator[str]:
    for place in Place:
        counts = {result: calibration.count(place, result) for result in Result}
        if any(counts.values()):
            parts = ", ".join(f"{number} {result}" for result, number in counts.items())
            yield f"Saboteurs in a {place}: {parts}."
    if calibration.lawful:
        alarms = sum(one.problem is not None for one in calibration.lawful)
        yield f"Lawful servers: {len(calibration.lawful)}, false alarms: {alarms}."
    if calibration.useless:
        fooled = sum(one.problem is not None for one in calibration.useless)
        yield f"Useless servers: {len(calibration.useless)}, of which {fooled} earned something."
    yield f"Requirements seen to fail: {calibration.checks}."


def _line(console: Console, *parts: str | tuple[str, str]) -> None:
    console.print(Text.assemble(*parts), soft_wrap=True)
