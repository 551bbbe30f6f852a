"""Servers that keep a limit, each in its own way, and lanes that send to them, in made-up time."""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from conformance.drive.allowance import Allowance
from conformance.exchange import Headers, Response

LIMIT, WINDOW = 30, 60.0


class Server(Protocol):
    def take(self, now: float) -> tuple[bool, int, float]:
        """Whether a request is granted, what is left, and the seconds until more is."""


@dataclass
class Fixed:
    """A window begins with its first request, or, `aligned`, with each minute of the clock."""

    aligned: bool = False
    used: int = 0
    ends: float = -math.inf

    def take(self, now: float) -> tuple[bool, int, float]:
        if now >= self.ends:
            self.ends = (now // WINDOW + 1) * WINDOW if self.aligned else now + WINDOW
            self.used = 0
        granted = self.used < LIMIT
        self.used += granted
        return granted, LIMIT - self.used, self.ends - now


@dataclass
class Sliding:
    """So many in any stretch of a window's length."""

    log: deque[float] = field(default_factory=deque)

    def take(self, now: float) -> tuple[bool, int, float]:
        while self.log and self.log[0] <= now - WINDOW:
            self.log.popleft()
        granted = len(self.log) < LIMIT
        if granted:
            self.log.append(now)
        return granted, LIMIT - len(self.log), self.log[0] + WINDOW - now


@dataclass
class Bucket:
    """Fills all the time; says how long it takes until it is full."""

    level: float = LIMIT
    at: float = 0.0

    def take(self, now: float) -> tuple[bool, int, float]:
        self.level = min(LIMIT, self.level + (now - self.at) * LIMIT / WINDOW)
        self.at = now
        granted = self.level >= 1
        self.level -= granted
        return granted, int(self.level), (LIMIT - self.level) * WINDOW / LIMIT


Says = Callable[[int, float], Headers]


def rounded_up(left: int, seconds: float) -> Headers:
    return (
        ("X-RateLimit-Limit", str(LIMIT)),
        ("X-RateLimit-Remaining", str(left)),
        ("X-RateLimit-Reset", str(max(1, math.ceil(seconds)))),
    )


def rounded_down(left: int, seconds: float) -> Headers:
    return (
        ("X-RateLimit-Limit", str(LIMIT)),
        ("X-RateLimit-Remaining", str(left)),
        ("X-RateLimit-Reset", str(int(seconds))),
    )


def nothing(left: int, seconds: float) -> Headers:
    return ()


@dataclass(frozen=True)
class Course:
    """How a series of requests went: the seconds it took, and how many were refused."""

    seconds: float
    refused: int


def send(
    server: Server,
    says: Says,
    allowance: Allowance,
    count: int,
    *,
    lanes: int = 4,
    latency: float = 0.02,
    others: tuple[float, ...] = (),
) -> Course:
    """Send so many requests that are granted, as fast as the allowance lets the lanes.

    A request arrives in the middle of its time; every third is twice as slow. `others` are moments
    at which somebody else sends one by the same credential.
    """
    now, refused, granted, begun, number = 0.0, 0, 0, 0, 0
    free = lanes
    elsewhere = deque(sorted(others))
    # Moment, tie, what happens: a request arrives at the server, or its answer arrives here.
    coming: list[tuple[float, int, float, Response | None]] = []
    while granted < count:
        wait = allowance.wait(now) if free and begun < count else math.inf
        if wait <= 0:
            allowance.begin()
            free, begun, number = free - 1, begun + 1, number + 1
            half = latency / 2 * (2 if number % 3 == 0 else 1)
            heapq.heappush(coming, (now + half, number, now, None))
            continue
        moment = coming[0][0] if coming else math.inf
        now = min(moment, now + wait)
        assert now < math.inf, "nothing is coming, and nothing may be sent"
        while elsewhere and elsewhere[0] <= now:
            server.take(elsewhere.popleft())
        if moment > now:
            continue
        _, tie, started, answer = heapq.heappop(coming)
        if answer is None:
            grants, left, seconds = server.take(now)
            status = 200 if grants else 429
            answer = Response(status, says(left, seconds))
            heapq.heappush(coming, (2 * now - started, tie, started, answer))
            continue
        granted += answer.status == 200
        refused += answer.status == 429
        begun -= answer.status == 429
        free += 1
        allowance.end(started, now, answer, 1.0)
    return Course(now, refused)
