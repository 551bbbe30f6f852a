"""Hears the exchanges of a run in the order of their numbers, and says what they come to.

It makes no difference when a case is closed, as long as all of it has been heard.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence

from conformance.company import company_of_shards
from conformance.contract import Contract
from conformance.evidence import Observations
from conformance.exchange import Exchange, Header
from conformance.hearing.heard import Heard
from conformance.judge import Court
from conformance.outcome import Level
from conformance.requirement import Requirement
from conformance.survey import Surveying
from conformance.tally import Shown


class Ear:
    """Not safe for several threads. `heard` is the number of the last exchange that it heard."""

    def __init__(self, header: Header, contract: Contract, chosen: Sequence[Requirement]) -> None:
        self.heard = 0
        self._court = Court(header, chosen, company_of_shards(header, chosen))
        self._surveying = Surveying(contract, header)
        self._observations = Observations(contract)
        self._closing: deque[tuple[int, str, str]] = deque()

    def hear(self, exchange: Exchange) -> None:
        """Take the next exchange. Raises ValueError where it isn't the next."""
        if exchange.number != self.heard + 1:
            raise ValueError(f"exchange {exchange.number} follows {self.heard}")
        self.heard = exchange.number
        evidence = self._observations.of(exchange)
        self._court.hear(evidence)
        self._surveying.hear(evidence)
        self._close()

    def ends(self, last: int, flow: str, case: str) -> None:
        """A case is over: no exchange after this number belongs to it."""
        self._closing.append((last, flow, case))
        self._close()

    def failing(self) -> Counter[str]:
        """How many mandatory requirements of each flow have failed so far."""
        return Counter(
            tally.requirement.flow.name
            for tally in self._court.tallies
            if tally.found and tally.fault is None and tally.requirement.level is Level.MUST
        )

    def shown(self) -> tuple[Shown, ...]:
        """All that is wrong, when every case that was begun is over."""
        for flow, case in self._court.open:
            self._court.close(flow, case)
        return self._court.shown()

    def result(self, stopped: str | None) -> Heard:
        """What everything comes to. `stopped` says why driving ended early, if it did."""
        self.shown()
        return Heard(self._court.judgements(stopped), self._surveying.survey())

    def _close(self) -> None:
        while self._closing and self._closing[0][0] <= self.heard:
            _, flow, case = self._closing.popleft()
            self._court.close(flow, case)
