"""Judging and surveying what is driven while it is driven, in the time in which lanes wait.

What it comes to is the same as from the transcript in the end: exchanges are heard in the order of
their numbers, and it makes no difference when a case is closed.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Sequence

from conformance.company import company_of_shards
from conformance.contract import Contract
from conformance.drive.observer import Forwarding, Observer
from conformance.evidence import Observations
from conformance.exchange import Exchange, Header
from conformance.judge import Court
from conformance.outcome import Level
from conformance.requirement import Requirement, Scenario
from conformance.survey import Surveying

AT_A_TIME = 8
"""So many exchanges a lane hears before it drives on: more than come, so that none pile up."""


class Hearing(Forwarding):
    """Hears what it is told by several threads, and passes it on to `inner`."""

    def __init__(
        self,
        inner: Observer,
        header: Header,
        contract: Contract,
        chosen: Sequence[Requirement],
        *,
        whole: bool = True,
    ) -> None:
        """`whole`: everything is going to be told from the beginning; else nothing is heard."""
        super().__init__(inner)
        self.chosen = chosen
        self.court = Court(header, chosen, company_of_shards(header, chosen))
        self.surveying = Surveying(contract, header)
        self._observations = Observations(contract)
        self._told: deque[Exchange | tuple[str, str]] = deque()
        self._early: dict[int, Exchange] = {}
        self._closing: deque[tuple[int, str, str]] = deque()
        self._heard = 0
        self._seen = 0
        self._broken = not whole
        self._judging = True
        self._lock = threading.Lock()

    def records(self, exchange: Exchange) -> None:
        super().records(exchange)
        if self._broken:
            return
        self._told.append(exchange)
        # Whoever finds another lane at it leaves it to that one.
        if self._lock.acquire(blocking=False):
            try:
                self._hear(AT_A_TIME)
            finally:
                self._lock.release()

    def ends(self, scenario: Scenario, case: str) -> None:
        super().ends(scenario, case)
        self._told.append((scenario.flow.name, case))

    def failing(self) -> Counter[str]:
        """How many mandatory requirements of each flow have failed so far, as far as heard."""
        return Counter(
            tally.requirement.flow.name
            for tally in self.court.tallies
            if tally.found and tally.fault is None and tally.requirement.level is Level.MUST
        )

    def finish(self, count: int) -> bool:
        """Hear the rest; whether all of the `count` exchanges that there are have been heard.

        Where not, there is nothing for it but to read the transcript. What comes afterwards is
        surveyed and no longer judged.
        """
        with self._lock:
            self._hear(len(self._told))
            self._judging = False
            for flow, case in self.court.open:
                self.court.close(flow, case)
        return self._heard == count and not self._broken

    def _hear(self, most: int) -> None:
        try:
            for _ in range(most):
                if self._broken or not self._told:
                    return
                self._take(self._told.popleft())
        except Exception:
            # What is wrong shows when the transcript is judged; it must not end the driving.
            self._broken = True
            self._told.clear()

    def _take(self, told: Exchange | tuple[str, str]) -> None:
        if isinstance(told, Exchange):
            self._early[told.number] = told
            self._seen = max(self._seen, told.number)
        else:
            self._closing.append((self._seen, *told))
        # What an exchange means may depend on those before.
        while (exchange := self._early.pop(self._heard + 1, None)) is not None:
            self._heard = exchange.number
            evidence = self._observations.of(exchange)
            if self._judging:
                self.court.hear(evidence)
            self.surveying.hear(evidence)
        while self._judging and self._closing and self._closing[0][0] <= self._heard:
            _, flow, case = self._closing.popleft()
            self.court.close(flow, case)
