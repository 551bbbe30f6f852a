"""Counting: what is left falls with every request of a window."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass

from conformance.drive.session import Session
from conformance.evidence import Accepted, Evidence
from conformance.expectation import expect, only_alone
from conformance.flows.rate_limits.flow import NAMED, flow
from conformance.flows.rate_limits.headers import expect_limit, expect_remaining, expect_reset
from conformance.ratelimit import LIMIT, REMAINING, RESET, UNIX_FROM, integer
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call

AT_ONCE = 6
USUAL_WINDOW = 60.0
ROUNDING = 0.5
"""Seconds within which two resets are of one window; a server writes whole ones."""


# First, because where a window slides, what was sent before would drop out of it meanwhile.
@flow.scenario(first=True)
def burst(session: Session) -> None:
    """Messages to one chat, alone: one, several at the same moment, and one more."""

    def send(one: Session) -> None:
        one.call("message", "new-message", one.message_body(one.chat))

    send(session)
    session.together([send] * AT_ONCE)
    send(session)


@dataclass(frozen=True)
class Reading:
    """What one answer says, and when. `resets` is in seconds of the run, or in Unix seconds."""

    answer: Evidence
    limit: int
    remaining: int
    seconds: int
    resets: float
    started: float
    ended: float


def _read(answer: Evidence) -> Reading:
    for check in (expect_limit, expect_remaining, expect_reset):
        check(answer)
    limit, remaining, reset = (
        integer(answer.header(name)) or 0 for name in (LIMIT, REMAINING, RESET)
    )
    started, ended = answer.exchange.started, answer.exchange.ended
    absolute = reset >= UNIX_FROM
    resets = float(reset) if absolute else ended + reset
    seconds = 0 if absolute else reset
    return Reading(answer, limit, remaining, seconds, resets, started, ended)


def one_window(readings: list[Reading]) -> list[Reading]:
    """The longest run of readings, by their time, that are of one window.

    The end of a window lies still while time passes, so that a server's rounding moves it by no
    more than the time between two answers and a little.
    """
    runs: list[list[Reading]] = [[]]
    for reading in sorted(readings, key=lambda reading: reading.ended):
        run = runs[-1]
        if run and reading.resets - run[-1].resets > ROUNDING + reading.ended - run[-1].ended:
            runs.append([])
        runs[-1].append(reading)
    return max(runs, key=len)


def refilled(run: list[Reading]) -> int:
    """How many requests a bucket that fills all the time may have got back meanwhile, at most."""
    operation = run[0].answer.operation
    documented = operation.rate_limit if operation else None
    rate = run[0].limit / (documented.window if documented else USUAL_WINDOW)
    for reading in run:
        if reading.seconds:
            rate = max(rate, (reading.limit - reading.remaining) / reading.seconds)
    return math.ceil(rate * (run[-1].ended - min(reading.started for reading in run)))


def too_few(run: list[Reading], back: int) -> bool:
    """Whether fewer were counted than the run's own, which nobody else's requests can explain."""
    return any(
        one.limit - one.remaining + back <= sum(before.ended <= one.started for before in run)
        for one in run
    )


@burst.must("RATE-09", NAMED)
def falls(message: list[Accepted]) -> None:
    """Within a window, `X-RateLimit-Remaining` falls with every request and never rises.

    A number that doesn't move tells a client nothing until it is refused.
    """
    run = one_window([_read(answer) for answer in message])
    back = refilled(run)
    # Else somebody's requests may have dropped out of the window meanwhile.
    with nullcontext() if too_few(run, back) else only_alone():
        _expect_fall(run, back)


def _expect_fall(run: list[Reading], back: int) -> None:
    for before, after in itertools.permutations(run, 2):
        # Of two requests at the same moment, either may be counted first.
        if before.ended <= after.started and after.remaining > before.remaining - 1 + back:
            _unmet(after, f"less than {before.remaining}, the number before it")
    spread = max(reading.remaining for reading in run) - min(reading.remaining for reading in run)
    expected = len(run) - 1 - back
    if spread < expected:
        _unmet(run[-1], f"a fall by at least {expected} over {len(run)} requests, not by {spread}")


def _unmet(reading: Reading, expected: str) -> None:
    expect(reading.answer).header(REMAINING).satisfies(lambda value: False, expected)


@falls.broken_by
def always_has_the_same_left(answer: Answer) -> None:
    answer.set_header(REMAINING, answer.header(LIMIT))


@falls.broken_by
def counts_up(answer: Answer) -> None:
    limit, remaining = int(answer.header(LIMIT)), int(answer.header(REMAINING))
    answer.set_header(REMAINING, str(limit - remaining))


@falls.broken_by
def counts_every_second_request(answer: Answer) -> None:
    limit, remaining = int(answer.header(LIMIT)), int(answer.header(REMAINING))
    answer.set_header(REMAINING, str(limit - (limit - remaining) // 2))


@falls.broken_by
def counts_in_two_processes_by_turns(call: Call) -> Iterator[None]:
    yield
    name = REMAINING.lower().encode("ascii")
    if call.answer.header(name):
        limit = int(call.answer.header(LIMIT.lower().encode("ascii")))
        used = limit - int(call.answer.header(name))
        call.answer.set_header(name, b"%d" % (limit - (used + 1) // 2))
