"""How a run goes on, line by line, where nobody watches: for a log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from conformance.exchange import Exchange
from conformance.planning.schedule import Schedule
from conformance.planning.telling import duration, sentence, shortage
from conformance.requirement import Scenario
from conformance.terminal.course import Course, counted

LONG = 5.0
"""A wait of so many seconds is worth a line."""


@dataclass
class Logged(Course):
    """Says a line when a flow is done, and when a long wait begins."""

    say: Callable[[str], None] = print
    _said: set[str] = field(default_factory=set)
    _waits_until: float = 0.0

    def expects(self, schedule: Callable[[], Schedule]) -> None:
        expected = schedule()
        self.least = expected.seconds_with_fresh
        self.say(f"planned: {sentence(expected)}")
        short = shortage(expected)
        if short is not None:
            self.say(short)

    def ends(self, scenario: Scenario, case: str) -> None:
        super().ends(scenario, case)
        flow = self.flows[scenario.flow.name]
        if flow.is_done:
            self._flow_done(scenario.flow.name)

    def waits(self, exchange: Exchange, seconds: float, reason: str) -> None:
        super().waits(exchange, seconds, reason)
        with self._lock:
            now = self.clock()
            new = seconds >= LONG and now >= self._waits_until
            if new:
                self._waits_until = now + seconds
        if new:
            self.say(f"{exchange.flow}: waiting {duration(seconds)} for {reason}")

    def searches(self) -> None:
        super().searches()
        self.rest()

    def rereads(self, reason: str) -> None:
        super().rereads(reason)
        self.rest()
        self.say(f"judging the transcript from its beginning: {reason}")

    def rest(self) -> None:
        """Say what has not been said: of flows that did not come to their end."""
        for name in self.flows:
            self._flow_done(name)

    def _flow_done(self, name: str) -> None:
        with self._lock:
            flow = self.flows[name]
            if name in self._said or not flow.cases:
                return
            self._said.add(name)
            line = f"{name}: {counted(flow.done, 'case')}, {counted(flow.requests, 'request')}"
            waits = f", {counted(flow.waits, 'wait')} for a rate limit" if flow.waits else ""
        self.say(line + waits)
