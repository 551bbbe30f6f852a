"""What a person sees of a fleet while it runs: a display at a terminal, lines elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Group
from rich.live import Live
from rich.text import Text

from conformance.fleet.outline import WORDS
from conformance.fleet.progress import Progress
from conformance.fleet.result import Result
from conformance.reports.text import visible
from conformance.terminal.course import counted
from conformance.terminal.screen import Part, Screen, console_on, is_watched, screen_of

PER_SECOND = 4
NAME = 20


@dataclass
class Running:
    """A target that a worker is at; `since` is by the monotonic clock."""

    since: float
    start: int
    done: int = 0
    cases: int = 0
    requests: int = 0


@dataclass
class Watched(Progress):
    """Counts what it is told. Safe for a thread that shows it."""

    total: int
    done: int = 0
    words: Counter[str] = field(default_factory=Counter)
    certifying: str | None = None
    running: dict[str, Running] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begins(self, name: str, start: int) -> None:
        with self._lock:
            self.running[name] = Running(time.monotonic(), start)

    def goes_on(self, name: str, done: int, cases: int, requests: int) -> None:
        with self._lock:
            if (one := self.running.get(name)) is not None:
                one.done, one.cases, one.requests = done, cases, requests

    def ends(self, result: Result) -> None:
        with self._lock:
            self.running.pop(result.name, None)
            self.done += 1
            self.words[result.word] += 1

    def certifies(self, name: str) -> None:
        self.certifying = name

    def lines(self, screen: Screen) -> list[Text]:
        """The whole in a line, then one for each target that is run, as far as there is room."""
        with self._lock:
            running = list(self.running.items())
            words = [f"{number} {WORDS[word].lower()}" for word, number in self.words.items()]
        whole = f"{self.done} of {counted(self.total, 'target')}"
        shown = [screen.cut(": ".join([whole, ", ".join(words)]) if words else whole)]
        if self.certifying is not None:
            shown.append(screen.cut(f"certificate of {self.certifying}"))
        # The last line of a screen is the cursor's.
        room = max(0, screen.height - len(shown) - 2)
        return shown + [screen.cut(*_row(name, one)) for name, one in running[:room]]


def _row(name: str, one: Running) -> Iterator[Part]:
    cases = f"{one.done:,}/{one.cases:,} cases" if one.cases else "starting"
    seconds = time.monotonic() - one.since
    requests = counted(one.requests, "request")
    yield f"{name[:NAME]:{NAME}} {cases:>18} {requests:>16} {seconds:>6,.0f} s"
    if one.start > 1:
        yield "  run again", "yellow"


@dataclass
class Logged(Progress):
    """Says a line when a target is done, and when a worker was lost."""

    total: int
    say: Callable[[str], None]
    done: int = 0

    def begins(self, name: str, start: int) -> None:
        if start > 1:
            self.say(f"{name}: its worker was lost; it is run again")

    def ends(self, result: Result) -> None:
        self.done += 1
        word = WORDS[result.word].lower()
        said = visible(result.summary, 200)
        self.say(f"{self.done}/{self.total} {result.name}: {word}: {said}")


@contextmanager
def watching(total: int, quiet: bool = False) -> Iterator[Progress]:
    """Says on standard error how far a fleet of so many targets is; `quiet`: not at all."""
    console = console_on(sys.stderr)
    if quiet:
        yield Progress()
    elif is_watched(console):
        watched = Watched(total)
        with Live(
            console=console,
            get_renderable=lambda: Group(*watched.lines(screen_of(console))),
            refresh_per_second=PER_SECOND,
            transient=True,
            redirect_stdout=False,
            vertical_overflow="crop",
        ):
            yield watched
    else:
        yield Logged(total, lambda line: console.print(line, soft_wrap=True, markup=False))
