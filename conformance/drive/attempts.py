"""Sends a call, and again where a rate limit refuses it, within reason."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, replace

from conformance.drive.client import Client
from conformance.drive.pacing import Scope, scope_of
from conformance.drive.reply import LONGEST_WAIT, SHORTEST_WAIT, Missing, Reply
from conformance.drive.stage import Stage
from conformance.exchange import Exchange

LONGEST_WAITS = 2 * LONGEST_WAIT
"""Seconds that one call waits in all."""

ATTEMPTS = 12
"""Many, because where a limit is per second, other lanes go on using it up."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """The attempts at one call. Every one is written down."""

    stage: Stage
    client: Client

    def make(self, exchange: Exchange, missing: Missing | None, superseding: bool) -> Reply:
        """What came of the call in the end; `superseding`: a 429 is waited for."""
        recorder, pacer = self.stage.recorder, self.stage.pacer
        scope = self._scope(exchange) if superseding else None
        if recorder.refuses(exchange) is None and missing is None:
            pacer.wait(scope)
        refusal = recorder.refuses(exchange)
        if refusal is not None or missing is not None:
            return self._unsent(exchange, refusal or (missing.reason if missing else ""))
        done = self._sent(exchange)
        if not superseding or not _to_be_waited_for(done):
            return Reply(recorder.record(done))
        refused = Reply(recorder.record(replace(done, superseded=True)))
        pacer.hold(scope, refused.wait)
        # One after the other, or those that come back together keep refusing each other.
        with pacer.turn(scope):
            return self._again(exchange, refused)

    def _scope(self, exchange: Exchange) -> Scope | None:
        known = self.stage.contract.operations
        operation = next((one for one in known if one.key == exchange.operation), None)
        return scope_of(exchange, operation)

    def _again(self, exchange: Exchange, refused: Reply) -> Reply:
        """Wait and send again, for as long as the answer is 429 and there is reason to."""
        recorder = self.stage.recorder
        waited = 0.0
        for attempt in itertools.count(2):
            waited += refused.wait
            self.wait(refused)
            if recorder.stopped is not None:
                return self._unsent(exchange, recorder.stopped)
            done = self._sent(exchange)
            given_up = attempt == ATTEMPTS or waited + Reply(done).wait > LONGEST_WAITS
            if given_up or not _to_be_waited_for(done):
                return Reply(recorder.record(done))
            refused = Reply(recorder.record(replace(done, superseded=True)))
        raise AssertionError("the loop has no end of its own")

    def _unsent(self, exchange: Exchange, reason: str) -> Reply:
        now = self.stage.recorder.now()
        unsent = replace(exchange, sent=False, unanswered=reason, started=now, ended=now)
        return Reply(self.stage.recorder.record(unsent))

    def _sent(self, exchange: Exchange) -> Exchange:
        """The exchange with what came of it."""
        started = self.stage.recorder.now()
        response, problem = self.client.send(exchange.request)
        ended = self.stage.recorder.now()
        return replace(
            exchange, response=response, unanswered=problem, started=started, ended=ended
        )

    def wait(self, reply: Reply) -> None:
        """Wait for as long as an answer's `Retry-After` asked when it came, within reason."""
        passed = self.stage.recorder.now() - reply.exchange.ended
        seconds = min(max(reply.wait - passed, SHORTEST_WAIT), LONGEST_WAIT)
        self.stage.recorder.observer.waits(reply.exchange, seconds)
        time.sleep(seconds)


def _to_be_waited_for(exchange: Exchange) -> bool:
    limited = exchange.response is not None and exchange.response.status == 429
    return limited and Reply(exchange).wait <= LONGEST_WAIT
