"""How far a run has come: counts by flow, and an estimate of the time that is left."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from conformance.drive.observer import Observer
from conformance.exchange import Exchange
from conformance.requirement import Scenario

ENOUGH_SECONDS = 2.0
ENOUGH_CASES = 10
"""Before that much has been seen, an estimate is worth nothing."""


@dataclass
class FlowCourse:
    """One flow: its cases planned, begun and done, its requests, and its waits for a rate limit.

    `until` is the moment at which the last wait ends, by the course's clock, and `reason` what it
    is for. `more`: fresh cases
    come on top, which show only when they begin.
    """

    planned: int = 0
    begun: int = 0
    done: int = 0
    requests: int = 0
    waits: int = 0
    until: float = 0.0
    reason: str = ""
    more: bool = False

    @property
    def cases(self) -> int:
        """All cases as far as they are known."""
        return max(self.planned, self.begun)

    @property
    def is_done(self) -> bool:
        return self.done == self.cases and not self.more


@dataclass
class _Pace:
    """How long the cases of one scenario take."""

    planned: int = 0
    done: int = 0
    seconds: float = 0.0


@dataclass
class Course(Observer):
    """Counts what it is told. Safe for several threads; `clock` gives seconds.

    `least` is the time that limits make the run take, in seconds.
    """

    clock: Callable[[], float] = time.monotonic
    flows: dict[str, FlowCourse] = field(default_factory=dict)
    probes: int = 0
    searching: bool = False
    stopping: bool = False
    rereading: bool = False
    least: float = 0.0
    _paces: dict[tuple[str, str], _Pace] = field(default_factory=dict)
    _running: dict[tuple[str, str], float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.began = self.clock()

    def plans(self, scenario: Scenario, cases: int, more: bool) -> None:
        with self._lock:
            flow = self._flow(scenario.flow.name)
            flow.planned += cases
            flow.more = flow.more or more
            self._pace(scenario).planned += cases

    def begins(self, scenario: Scenario, case: str) -> None:
        with self._lock:
            self._flow(scenario.flow.name).begun += 1
            self._running[scenario.flow.name, case] = self.clock()

    def records(self, exchange: Exchange) -> None:
        with self._lock:
            flow = self._flow(exchange.flow)
            flow.requests += exchange.sent
            self.probes += exchange.probe and exchange.sent

    def waits(self, exchange: Exchange, seconds: float, reason: str) -> None:
        with self._lock:
            flow = self._flow(exchange.flow)
            flow.waits += 1
            until = self.clock() + seconds
            if until >= flow.until:
                flow.until, flow.reason = until, reason

    def ends(self, scenario: Scenario, case: str) -> None:
        with self._lock:
            self._flow(scenario.flow.name).done += 1
            pace = self._pace(scenario)
            pace.done += 1
            pace.seconds += self.clock() - self._running.pop((scenario.flow.name, case))

    def stops(self) -> None:
        self.stopping = True

    def searches(self) -> None:
        self.searching = True

    def rereads(self, reason: str) -> None:
        self.rereading = True

    def _flow(self, name: str) -> FlowCourse:
        return self.flows.setdefault(name, FlowCourse())

    def _pace(self, scenario: Scenario) -> _Pace:
        return self._paces.setdefault((scenario.flow.name, scenario.name), _Pace())

    @property
    def requests(self) -> int:
        return sum(flow.requests for flow in tuple(self.flows.values()))

    @property
    def cases(self) -> int:
        return sum(flow.cases for flow in tuple(self.flows.values()))

    @property
    def done(self) -> int:
        return sum(flow.done for flow in tuple(self.flows.values()))

    def waiting(self) -> dict[str, float]:
        """The flows that wait for a rate limit, and for how many seconds more."""
        now = self.clock()
        with self._lock:
            return {name: one.until - now for name, one in self.flows.items() if one.until > now}

    def left(self) -> float | None:
        """About how many seconds of driving are left; None where nobody can tell yet.

        The cases of a scenario that are still to come are taken to last as long as those of it
        that are done, or as any case did; as many at a time as so far. No less than a wait that
        has begun.
        """
        with self._lock:
            now = self.clock()
            elapsed = now - self.began
            done = sum(pace.done for pace in self._paces.values())
            busy = sum(pace.seconds for pace in self._paces.values())
            if elapsed < ENOUGH_SECONDS or done < ENOUGH_CASES or busy <= 0:
                return None
            at_once = (busy + sum(now - begun for begun in self._running.values())) / elapsed
            work = sum(
                max(0, pace.planned - pace.done)
                * (pace.seconds / pace.done if pace.done else busy / done)
                for pace in self._paces.values()
            )
        return max([work / at_once, self.least - elapsed, *self.waiting().values()])


def counted(number: int, what: str) -> str:
    """A number and what it counts, such as `1 case` or `1,204 requests`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
