"""Which requirements have failed already, while a run is still driving.

A requirement that was found wanting stays so: the same exchanges are judged again when all is
driven, and more of them take no finding back. So each that is counted here is failed in the end.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from conformance.contract import Contract
from conformance.drive.observer import Observer
from conformance.evidence import Observations
from conformance.exchange import Exchange, Header, Transcript
from conformance.judge import Court
from conformance.outcome import Level
from conformance.requirement import Requirement, Scenario

MOST_HELD = 5_000
"""So many exchanges may wait to be heard; judging that falls behind further is given up."""


@dataclass
class Hearing(Observer):
    """Keeps what it is told until `hear`, which one thread calls, judges it."""

    _told: deque[Exchange | tuple[str, str]] = field(default_factory=deque)
    _early: dict[int, Exchange] = field(default_factory=dict)
    _closing: list[tuple[int, str, str]] = field(default_factory=list)
    _heard: int = 0
    _seen: int = 0
    _court: Court | None = None
    _observations: Observations | None = None

    def starts(self, header: Header, contract: Contract, chosen: Sequence[Requirement]) -> None:
        self._observations = Observations(contract)
        self._court = Court(Transcript(header), chosen)

    @property
    def hears(self) -> bool:
        """Whether it judges at all: a run has started, and it has not given up."""
        return self._observations is not None

    def records(self, exchange: Exchange) -> None:
        if self.hears:
            self._told.append(exchange)

    def ends(self, scenario: Scenario, case: str) -> None:
        if self.hears:
            self._told.append((scenario.flow.name, case))

    def failing(self) -> Counter[str]:
        """How many mandatory requirements of each flow have failed so far, as far as heard."""
        tallies = self._court.tallies if self._court is not None else ()
        return Counter(
            tally.requirement.flow.name
            for tally in tallies
            if tally.found and tally.fault is None and tally.requirement.level is Level.MUST
        )

    def hear(self, seconds: float) -> None:
        """Judge what was told, for no longer than so many seconds and one exchange."""
        enough = time.monotonic() + seconds
        try:
            while self._told and time.monotonic() < enough:
                self._take(self._told.popleft())
        except Exception:
            # Whatever is wrong shows when the run is judged; a display must not end a run.
            self._give_up()
        if len(self._told) + len(self._early) > MOST_HELD:
            self._give_up()

    def _give_up(self) -> None:
        self._observations = None
        self._told.clear()
        self._early.clear()

    def _take(self, told: Exchange | tuple[str, str]) -> None:
        if self._court is None or self._observations is None:
            return
        if isinstance(told, Exchange):
            self._early[told.number] = told
            self._seen = max(self._seen, told.number)
        else:
            self._closing.append((self._seen, *told))
        # Judging is in the order of the numbers: what an exchange means may depend on those before.
        while (exchange := self._early.pop(self._heard + 1, None)) is not None:
            self._heard = exchange.number
            self._court.hear(self._observations.of(exchange))
        while self._closing and self._closing[0][0] <= self._heard:
            _, flow, case = self._closing.pop(0)
            self._court.close(flow, case)
