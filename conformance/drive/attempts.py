"""Sends a call, and again where a rate limit refuses it, within reason."""

from __future__ import annotations

import itertools
import math
import time
from dataclasses import dataclass, replace
from functools import partial

from conformance.drive.allowance import LONGEST_WAIT
from conformance.drive.client import Client
from conformance.drive.pacing import Waiting
from conformance.drive.reply import SHORTEST_WAIT, Missing, Reply
from conformance.drive.scope import Scope, counted_as, scope_of
from conformance.drive.stage import Stage
from conformance.exchange import Exchange

LONGEST_WAITS = 2 * LONGEST_WAIT
"""Seconds that one call waits in all for the answers 429 to it."""

ATTEMPTS = 12
"""Many, because where a limit is per second, other lanes go on using it up."""

OVER_BUDGET = "The budget of {} requests (--budget) is used up."

PATIENCE_OF_PROBES = 5.0
"""Seconds: a probe has little time, and a limit that takes longer ends its search."""

NOTHING_LEFT = "a rate limit leaves nothing for it for a while"


@dataclass(frozen=True, slots=True)
class Attempts:
    """The attempts at one call. Every one is written down."""

    stage: Stage
    client: Client

    def make(self, exchange: Exchange, missing: Missing | None, superseding: bool) -> Reply:
        """What came of the call in the end.

        `superseding`: limits are kept, and a 429 that comes nevertheless is waited for.
        """
        refusal = self.stage.recorder.refuses(exchange)
        if refusal is not None or missing is not None:
            return self._unsent(exchange, refusal or (missing.reason if missing else ""))
        scope = self._scope(exchange)
        waited = 0.0
        for attempt in itertools.count(1):
            if not self._admitted(exchange, scope, superseding):
                return self._unsent(exchange, self._why_not(exchange))
            done = self._sent(exchange, scope)
            wait = _wait_of(done)
            given_up = attempt == ATTEMPTS or waited + wait > LONGEST_WAITS
            if not superseding or given_up or not 0.0 < wait <= LONGEST_WAIT:
                return Reply(self.stage.recorder.record(done))
            refused = Reply(self.stage.recorder.record(replace(done, superseded=True)))
            waited += wait
            if scope is None:
                self.wait(refused)
        raise AssertionError("the loop has no end of its own")

    def _scope(self, exchange: Exchange) -> Scope | None:
        operation = counted_as(exchange, self.stage.contract, self.stage.target.url)
        return scope_of(exchange, operation)

    def _admitted(self, exchange: Exchange, scope: Scope | None, superseding: bool) -> bool:
        """Whether the call may be sent, when its turn has come."""
        tell = partial(self.stage.recorder.observer.waits, exchange)
        patience = PATIENCE_OF_PROBES if exchange.probe else math.inf if superseding else 0.0
        return self.stage.pacer.admit(
            scope, Waiting(self.stage.recorder.has_stopped, tell, patience)
        )

    def _why_not(self, exchange: Exchange) -> str:
        """Why a call isn't sent; a budget that is used up ends the driving."""
        recorder, pacer = self.stage.recorder, self.stage.pacer
        if recorder.stopped is None and exchange.probe:
            return NOTHING_LEFT
        if recorder.stopped is None:
            recorder.stop(OVER_BUDGET.format(pacer.budget))
        return recorder.stopped or NOTHING_LEFT

    def _unsent(self, exchange: Exchange, reason: str) -> Reply:
        now = self.stage.recorder.now()
        unsent = replace(exchange, sent=False, unanswered=reason, started=now, ended=now)
        return Reply(self.stage.recorder.record(unsent))

    def _sent(self, exchange: Exchange, scope: Scope | None) -> Exchange:
        """The exchange with what came of it."""
        recorder = self.stage.recorder
        started = recorder.now()
        recorder.sends(replace(exchange, started=started))
        response, problem = self.client.send(exchange.request)
        ended = recorder.now()
        done = replace(
            exchange, response=response, unanswered=problem, started=started, ended=ended
        )
        now = time.monotonic()
        self.stage.pacer.learn(scope, now - (ended - started), now, response, _wait_of(done))
        return done

    def wait(self, reply: Reply) -> None:
        """Wait for as long as an answer's `Retry-After` asked when it came, within reason."""
        recorder = self.stage.recorder
        passed = recorder.now() - reply.exchange.ended
        seconds = min(max(reply.wait - passed, SHORTEST_WAIT), LONGEST_WAIT)
        recorder.observer.waits(reply.exchange, seconds, "the limit that a 429 told of")
        self.stage.pacer.pause(seconds, self.stage.recorder.has_stopped)


def _wait_of(exchange: Exchange) -> float:
    """The seconds for which a 429 asks, however short; 0 for any other answer."""
    limited = exchange.response is not None and exchange.response.status == 429
    return max(Reply(exchange).wait, SHORTEST_WAIT) if limited else 0.0
