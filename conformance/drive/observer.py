"""Who wants to know how a run goes on, while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from conformance.exchange import Exchange, Header

if TYPE_CHECKING:
    from conformance.contract import Contract
    from conformance.planning.schedule import Schedule
    from conformance.requirement import Requirement, Scenario


class Observer:
    """Is told what happens in a run; this one does nothing about it.

    What a case does is told from the thread that drives it, so every method has to be quick, safe
    for several threads, and never raise.
    """

    def starts(self, header: Header, contract: Contract, chosen: Sequence[Requirement]) -> None:
        """A run begins, to judge the chosen requirements."""

    def judges(self, failing: Callable[[], Mapping[str, int]]) -> None:
        """What is driven is judged meanwhile: `failing` gives what has failed so far, by flow."""

    def expects(self, schedule: Callable[[], Schedule]) -> None:
        """What is going to be sent; finding it out takes a moment."""

    def plans(self, scenario: Scenario, cases: int, more: bool) -> None:
        """A scenario is going to be driven in so many cases; `more`: fresh ones come on top."""

    def begins(self, scenario: Scenario, case: str) -> None:
        """A case is about to be driven."""

    def records(self, exchange: Exchange) -> None:
        """An exchange has been written down. They may come out of the order of their numbers."""

    def waits(self, exchange: Exchange, seconds: float, reason: str) -> None:
        """For so long a request isn't sent, or nothing follows it; `reason` names the limit."""

    def ends(self, scenario: Scenario, case: str) -> None:
        """A case has been driven; no other exchange belongs to it."""

    def stops(self) -> None:
        """Nothing more is going to be sent; what is under way is waited for."""

    def searches(self) -> None:
        """All is driven; what follows are probes, for the smallest requests that fail."""

    def rereads(self, reason: str) -> None:
        """Nothing more is sent, and the whole transcript is judged now; `reason` says why."""


class Forwarding(Observer):
    """Tells another observer everything that it is told itself."""

    def __init__(self, inner: Observer) -> None:
        self._inner = inner

    def starts(self, header: Header, contract: Contract, chosen: Sequence[Requirement]) -> None:
        self._inner.starts(header, contract, chosen)

    def judges(self, failing: Callable[[], Mapping[str, int]]) -> None:
        self._inner.judges(failing)

    def expects(self, schedule: Callable[[], Schedule]) -> None:
        self._inner.expects(schedule)

    def plans(self, scenario: Scenario, cases: int, more: bool) -> None:
        self._inner.plans(scenario, cases, more)

    def begins(self, scenario: Scenario, case: str) -> None:
        self._inner.begins(scenario, case)

    def records(self, exchange: Exchange) -> None:
        self._inner.records(exchange)

    def waits(self, exchange: Exchange, seconds: float, reason: str) -> None:
        self._inner.waits(exchange, seconds, reason)

    def ends(self, scenario: Scenario, case: str) -> None:
        self._inner.ends(scenario, case)

    def stops(self) -> None:
        self._inner.stops()

    def searches(self) -> None:
        self._inner.searches()

    def rereads(self, reason: str) -> None:
        self._inner.rereads(reason)
