"""How far a run is, what is left of it, and how that is displayed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import pytest

from conformance.planning.telling import duration
from conformance.terminal.course import Course
from conformance.terminal.lines import Logged
from conformance.terminal.live import Watched, render
from conformance.terminal.screen import Screen

from .builders import exchange, scenario


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def drive(course: Course, clock: Clock, name: str, seconds: list[float]) -> None:
    """Tell of cases that follow each other."""
    one = scenario(name)
    for number, length in enumerate(seconds):
        course.begins(one, f"{name}/{number}")
        clock.now += length
        course.ends(one, f"{name}/{number}")


def test_time_left_is_what_cases_of_the_same_kind_took() -> None:
    clock = Clock()
    course = Course(clock)
    course.plans(scenario("short"), 20, False)
    course.plans(scenario("long"), 2, False)
    drive(course, clock, "short", [0.1] * 10)
    assert course.left() is None, "too early to tell"
    drive(course, clock, "long", [4.0])
    assert course.left() == pytest.approx(10 * 0.1 + 4.0)


def test_what_nobody_has_seen_is_taken_to_last_as_long_as_any_case() -> None:
    clock = Clock()
    course = Course(clock)
    course.plans(scenario("short"), 10, False)
    course.plans(scenario("new"), 3, False)
    drive(course, clock, "short", [0.5] * 10)
    assert course.left() == pytest.approx(3 * 0.5)


def test_cases_at_the_same_time_take_less_time() -> None:
    clock = Clock()
    course = Course(clock)
    course.plans(scenario("one"), 24, False)
    for name in ("a", "b"):
        course.begins(scenario("one"), name)
    for _ in range(6):
        clock.now += 1
        for name in ("a", "b"):
            course.ends(scenario("one"), name)
            course.begins(scenario("one"), name)
    assert course.left() == pytest.approx(12 / 2)


def test_a_wait_is_the_least_that_is_left() -> None:
    clock = Clock()
    course = Course(clock)
    course.plans(scenario("short"), 11, False)
    drive(course, clock, "short", [0.5] * 10)
    course.waits(exchange(1), 30.0, "a rate limit")
    clock.now += 10
    assert course.waiting() == {"lead": pytest.approx(20)}
    assert course.left() == pytest.approx(20)
    clock.now += 20
    assert course.waiting() == {}


def watched(clock: Clock) -> Watched:
    course = Watched(clock)
    course.plans(scenario("one"), 12, False)
    course.plans(scenario("two", "auth"), 1, True)
    course.records(exchange(1))
    course.records(replace(exchange(2), sent=False))
    course.waits(exchange(1), 7.5, "a rate limit")
    drive(course, clock, "one", [0.25] * 12)
    return course


def test_the_display_has_a_line_for_each_flow() -> None:
    clock = Clock()
    lines = [line.plain for line in render(watched(clock), Screen(80, 24))]
    assert lines == [
        "12 of 13 cases, 1 request",
        "waiting 5 s for a rate limit, about 5 s left (estimate)",
        "flow                 cases failing requests  waits",
        "lead                 12/12       0        1  1, 5 s more",
        "auth                  0/1+       0        0",
    ]


@pytest.mark.parametrize("width", [10, 40, 80, 200])
@pytest.mark.parametrize("height", [2, 5, 24])
def test_the_display_keeps_to_the_screen(width: int, height: int) -> None:
    course = watched(Clock())
    for number in range(20):
        course.plans(scenario("one", f"a-flow-with-a-long-name-{number}"), 100_000, False)
    lines = render(course, Screen(width, height))
    assert all(line.cell_len <= width for line in lines)
    assert len(lines) < max(height, 4)


def test_a_replay_which_plans_nothing_has_its_requests_shown() -> None:
    course = Watched(Clock())
    course.records(exchange(1))
    assert [line.plain for line in render(course, Screen(80, 24))] == ["1 request", ""]
    course.waits(exchange(1), 3.0, "a rate limit")
    assert render(course, Screen(80, 24))[1].plain == "waiting 3 s for a rate limit"


def test_what_is_done_gives_way_where_there_is_little_room() -> None:
    course = watched(Clock())
    names = [line.plain.split()[0] for line in render(course, Screen(80, 5))]
    assert names == ["12", "waiting", "flow", "auth"]


def test_the_display_says_what_comes_after_driving() -> None:
    course = watched(Clock())
    course.searches()
    course.records(replace(exchange(3), probe=True))
    assert "smallest requests that fail: 1 probe" in render(course, Screen())[1].plain
    course.stops()
    assert "stopping" in render(course, Screen())[1].plain
    course.rereads("the process ended")
    assert "judging the transcript" in render(course, Screen())[1].plain


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 s"), (7, "7 s"), (89.5, "2 min"), (89, "89 s"), (300, "5 min")]
)
def test_durations(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_a_log_has_a_line_for_each_flow_that_is_done_and_each_long_wait() -> None:
    clock, said = Clock(), list[str]()
    course = Logged(clock, say=said.append)
    course.plans(scenario("one"), 2, False)
    course.plans(scenario("two", "auth"), 2, False)
    course.records(exchange(1))
    drive(course, clock, "one", [1.0])
    assert said == []
    course.waits(exchange(1), 1.0, "a rate limit")
    course.waits(exchange(1), 20.0, "a rate limit")
    course.waits(exchange(1, "auth"), 30.0, "a rate limit")
    assert said == ["lead: waiting 20 s for a rate limit"]
    drive(course, clock, "one", [1.0])
    assert said[1:] == ["lead: 2 cases, 1 request, 2 waits for a rate limit"]
    course.rest()
    course.rest()
    assert said[2:] == ["auth: 0 cases, 0 requests, 1 wait for a rate limit"]


def test_a_flow_to_which_fresh_cases_may_come_is_said_last() -> None:
    clock, said = Clock(), list[str]()
    course = Logged(clock, say=said.append)
    course.plans(scenario("one"), 1, True)
    drive(course, clock, "one", [1.0, 1.0])
    assert said == []
    course.searches()
    assert Counter(said) == {"lead: 2 cases, 0 requests": 1}


def test_a_log_says_why_the_transcript_is_judged_in_the_end() -> None:
    clock, said = Clock(), list[str]()
    course = Logged(clock, say=said.append)
    course.plans(scenario("one"), 1, False)
    drive(course, clock, "one", [1.0])
    course.rereads("the process ended")
    assert said[1:] == ["judging the transcript from its beginning: the process ended"]
