"""Judging and surveying in the time in which lanes wait for answers."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Sequence

from conformance.contract import Contract
from conformance.drive.observer import Observer
from conformance.exchange import Exchange, Header
from conformance.hearing.ear import Ear
from conformance.hearing.heard import Heard, Hearing
from conformance.requirement import Requirement, Scenario
from conformance.tally import Shown

AT_A_TIME = 8
"""So many exchanges a lane hears before it drives on: more than come, so that none pile up."""


class InLanes(Hearing):
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
        self._ear = Ear(header, contract, chosen)
        self._told: deque[Exchange | tuple[str, str]] = deque()
        self._early: dict[int, Exchange] = {}
        self._seen = 0
        self._broken = not whole
        self._silence = "" if whole else "an earlier part of the run was driven before"
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
        return self._ear.failing()

    def shown(self, count: int) -> tuple[Shown, ...] | None:
        with self._lock:
            self._hear(len(self._told))
            return self._ear.shown() if self._is_whole(count) else None

    def finish(self, count: int, stopped: str | None) -> Heard | None:
        with self._lock:
            self._hear(len(self._told))
            return self._ear.result(stopped) if self._is_whole(count) else None

    @property
    def silence(self) -> str:
        return self._silence or "not all of it was heard meanwhile"

    def close(self) -> None:
        pass

    def _is_whole(self, count: int) -> bool:
        return self._ear.heard == count and not self._broken

    def _hear(self, most: int) -> None:
        try:
            for _ in range(most):
                if self._broken or not self._told:
                    return
                self._take(self._told.popleft())
        except Exception as error:
            # What is wrong shows when the transcript is judged; it must not end the driving.
            self._broken = True
            self._silence = f"judging it meanwhile failed ({type(error).__name__})"
            self._told.clear()

    def _take(self, told: Exchange | tuple[str, str]) -> None:
        if not isinstance(told, Exchange):
            self._ear.ends(self._seen, *told)
            return
        self._early[told.number] = told
        self._seen = max(self._seen, told.number)
        # What an exchange means may depend on those before.
        while (exchange := self._early.pop(self._ear.heard + 1, None)) is not None:
            self._ear.hear(exchange)
