"""Sends no more than the limits allow, and no more than the operator does; all lanes together."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from conformance.drive.allowance import Allowance
from conformance.drive.scope import Scope
from conformance.exchange import Response

GLANCE = 0.2
"""Seconds after which whoever waits looks whether the run has been stopped."""

WORTH_TELLING = 0.5
"""Seconds of waiting from which on somebody may wonder."""

MANY = 2_000
"""So many scopes may be remembered before those are forgotten that have nothing to tell."""

Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How a request waits for its turn.

    `stopped` says whether the run has been stopped; `tell` is told for how many seconds it waits,
    and for what. A limit that would take longer than `patience`, in seconds, isn't waited for;
    without any patience, none is heeded at all.
    """

    stopped: Stopped
    tell: Callable[[float, str], None]
    patience: float = math.inf


@dataclass
class Pacer:
    """Safe for several threads.

    `rate`: at most so many requests a second. `budget`: so many in all. `share`: of how many runs
    at once, with one agent, this is one.
    """

    rate: float | None = None
    budget: int | None = None
    share: int = 1
    spent: int = 0
    _next: float = 0.0
    _allowances: dict[Scope, tuple[Allowance, threading.Condition]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def exhausted(self) -> bool:
        """Whether the operator's budget is used up."""
        return self.budget is not None and self.spent >= self.budget

    def admit(self, scope: Scope | None, waiting: Waiting) -> bool:
        """Return when a request of the scope may be sent, which is then taken to be under way.

        False: the run was stopped, the budget is used up, or patience is at an end.
        """
        with self._lock:
            if scope is not None:
                allowance, changed = self._known(scope)
                if not self._waited(allowance, changed, str(scope), waiting):
                    return False
            if self.exhausted or waiting.stopped():
                return False
            self.spent += 1
            if scope is not None:
                allowance.begin()
            turn = self._turn()
        self.pause(turn - time.monotonic(), waiting.stopped)
        return True

    def learn(
        self,
        scope: Scope | None,
        started: float,
        ended: float,
        response: Response | None,
        wait: float,
    ) -> None:
        """What came of an admitted request; moments are of the monotonic clock.

        `wait`: the seconds for which the answer asks, if it is a 429.
        """
        if scope is None:
            return
        with self._lock:
            allowance, changed = self._known(scope)
            allowance.end(started, ended, response, wait)
            changed.notify_all()

    def pause(self, seconds: float, stopped: Stopped) -> None:
        """Let so much time pass, or less if the run is stopped meanwhile."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not stopped():
            time.sleep(min(left, GLANCE))

    def _waited(
        self, allowance: Allowance, changed: threading.Condition, reason: str, waiting: Waiting
    ) -> bool:
        told = False
        until = time.monotonic() + waiting.patience
        while waiting.patience > 0 and (seconds := allowance.wait(time.monotonic())) > 0:
            known = seconds if seconds < math.inf else 0.0
            if waiting.stopped() or time.monotonic() + known > until:
                return False
            if not told and known >= WORTH_TELLING:
                waiting.tell(known, reason)
                told = True
            changed.wait(min(seconds, GLANCE))
        return True

    def _known(self, scope: Scope) -> tuple[Allowance, threading.Condition]:
        known = self._allowances.get(scope)
        if known is None:
            if len(self._allowances) >= MANY:
                self._forget()
            made = Allowance.of(scope.limit, self.share)
            known = self._allowances[scope] = made, threading.Condition(self._lock)
        return known

    def _forget(self) -> None:
        now = time.monotonic()
        idle = [scope for scope, (known, _) in self._allowances.items() if known.idle(now)]
        for scope in idle:
            del self._allowances[scope]

    def _turn(self) -> float:
        """When the next request may be sent as far as the operator's rate is concerned."""
        now = time.monotonic()
        if self.rate is None:
            return now
        turn = max(now, self._next)
        self._next = turn + 1.0 / self.rate
        return turn
