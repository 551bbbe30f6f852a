"""The display that changes while a run drives: what each flow has done, and what it waits for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from conformance.planning.schedule import Schedule
from conformance.planning.telling import duration, sentence, shortage
from conformance.terminal.course import Course, FlowCourse, counted
from conformance.terminal.screen import Part, Screen, screen_of

PER_SECOND = 8

LOW = 12
"""On a screen of no more lines than that, what was planned has no place."""

NAME, CASES, FAILING, REQUESTS, WAITS = 16, 9, 7, 8, 18
FAILS = "bold red"
RESTS = "yellow"


@dataclass
class Watched(Course):
    """A course with what was planned, and what has failed so far."""

    failing: Callable[[], Mapping[str, int]] = dict
    planned: str = ""

    def judges(self, failing: Callable[[], Mapping[str, int]]) -> None:
        self.failing = failing

    def expects(self, schedule: Callable[[], Schedule]) -> None:
        expected = schedule()
        self.least = expected.seconds_with_fresh
        self.planned = " ".join(filter(None, (sentence(expected), shortage(expected))))


@contextmanager
def live(console: Console) -> Iterator[Course]:
    """Shows a course until the block ends, however it ends, and leaves nothing of it behind."""
    watched = Watched()

    def shown() -> Group:
        return Group(*render(watched, screen_of(console)))

    with Live(
        console=console,
        get_renderable=shown,
        refresh_per_second=PER_SECOND,
        transient=True,
        redirect_stdout=False,
        vertical_overflow="crop",
    ):
        yield watched


def render(course: Watched, screen: Screen) -> list[Text]:
    """The display: what is said of the whole, then a line for each flow as far as there is room."""
    waiting = course.waiting()
    failing = Counter(course.failing())
    lines = [screen.cut(*_whole(course, failing.total())), screen.cut(_remains(course, waiting))]
    if course.planned and screen.height > LOW:
        lines.insert(0, screen.cut((f"planned: {course.planned}", "dim")))
    if not course.cases:
        return lines
    flows = list(course.flows.items())
    # The last line of a screen is the cursor's.
    room = screen.height - len(lines) - 2
    if room < len(flows):
        flows = [(name, flow) for name, flow in flows if not flow.is_done][: max(0, room)]
    lines.append(screen.cut((_columns("flow", "cases", "failing", "requests", "waits"), "dim")))
    for name, flow in flows:
        lines.append(screen.cut(*_row(name, flow, failing[name], waiting.get(name))))
    return lines


def _whole(course: Course, failing: int) -> Iterator[Part]:
    if course.cases:
        yield f"{course.done:,} of {counted(course.cases, 'case')}, "
    yield counted(course.requests, "request")
    if failing:
        yield f", {counted(failing, 'requirement')} failing so far", FAILS


def _remains(course: Course, waiting: dict[str, float]) -> str:
    if course.rereading:
        return "judging the transcript from its beginning"
    if course.stopping:
        return "stopping: what is under way is waited for"
    if course.searching:
        return f"looking for the smallest requests that fail: {counted(course.probes, 'probe')}"
    said = []
    if waiting:
        longest = max(waiting, key=lambda name: waiting[name])
        reason = course.flows[longest].reason
        said.append(f"waiting {duration(waiting[longest])} for {reason}")
    left = course.left()
    if left is not None:
        said.append(f"about {duration(left)} left (estimate)")
    # A replay plans nothing, so that it is never known.
    return ", ".join(said) or ("time left: not known yet" if course.cases else "")


def _row(name: str, flow: FlowCourse, failing: int, wait: float | None) -> Iterator[Part]:
    waits = f"{flow.waits:,}" if flow.waits else ""
    if wait is not None:
        waits += f", {duration(wait)} more"
    style = RESTS if wait is not None else "dim" if flow.is_done else ""
    more = "+" if flow.more else ""
    cases = f"{flow.done:,}/{flow.cases:,}{more}" if flow.cases else ""
    shown = _columns(name, cases, f"{failing:,}", f"{flow.requests:,}", waits)
    before = NAME + 1 + CASES
    after = before + 1 + FAILING
    yield shown[:before], style
    yield shown[before:after], FAILS if failing else style
    yield shown[after:], style


def _columns(name: str, cases: str, failing: str, requests: str, waits: str) -> str:
    return (
        f"{name[:NAME]:{NAME}} {cases:>{CASES}} {failing:>{FAILING}} "
        f"{requests:>{REQUESTS}}  {waits:<{WAITS}}"
    ).rstrip()
