"""How long a run goes on with a target, or with one operation of it, that doesn't answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from conformance.exchange import TIMED_OUT, Exchange

PATIENCE = 8
"""So many requests in a row without an answer end the driving, if they were of several operations.

So many of one operation for which we waited in vain end the calling of that one: else one that
hangs would make a run of thousands of calls wait for hours.
"""

WITH_ONE = 64
"""So many calls of one operation in a row without an answer end its calling, if it didn't hang."""

WITH_LIMITS = 12
"""So many requests in a row that are given up for 429, after waits, end the driving too."""


@dataclass
class Patience:
    """Hears every request that was sent. `given_up` are calls not to be made any more, and why.

    Not safe for several threads by itself.
    """

    given_up: dict[str, str] = field(default_factory=dict)
    _silent: list[str] = field(default_factory=list)
    _alone: Counter[str] = field(default_factory=Counter)
    _tried: Counter[str] = field(default_factory=Counter)
    _limited: int = 0

    def hear(self, exchange: Exchange) -> str | None:
        """Why the driving ends with this exchange, or None."""
        response = exchange.response
        self._hear_of_one(exchange)
        self._silent = [] if response else [*self._silent, called(exchange)]
        # What is sent again after a wait has not been given up yet.
        if response is not None and not exchange.superseded:
            self._limited = self._limited + 1 if response.status == 429 else 0
        if len(self._silent) >= PATIENCE and len(set(self._silent)) > 1:
            return f"The target left {len(self._silent)} requests in a row without an answer."
        if self._limited >= WITH_LIMITS:
            return f"The target answered 429 to {WITH_LIMITS} requests in a row."
        return None

    def _hear_of_one(self, exchange: Exchange) -> None:
        name = called(exchange)
        if exchange.response is not None:
            del self._alone[name], self._tried[name]
            return
        hung = (exchange.unanswered or "").startswith(TIMED_OUT)
        self._tried[name] += 1
        self._alone[name] += WITH_ONE // PATIENCE if hung else 1
        if self._alone[name] >= WITH_ONE:
            tried = self._tried[name]
            self.given_up.setdefault(
                name, f"the target left {tried} calls of /{name} in a row without an answer"
            )


def called(exchange: Exchange) -> str:
    """What a request is a call of: the last part of its operation's path, or of its own.

    So a call by another method than the contract's is one of the same.
    """
    path = (exchange.operation or exchange.request.url).partition("?")[0]
    return path.rpartition("/")[2]
