"""A case that runs into the rate limit on purpose: it stops there, waits, and goes on."""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.drive.reply import Missing, Reply
from conformance.drive.session import Session
from conformance.exchange import Exchange
from conformance.replay.selection import Batch

NOT_REFUSED = Missing("no request before it was refused with 429")


@dataclass
class Exhaustion:
    """How far such a case is: its last step, and which of that step's requests were refused."""

    _step: str = ""
    _refused_then: bool = False
    _refused: list[Reply] = field(default_factory=list)

    def is_over(self, batch: Batch) -> bool:
        """Whether the limit is reached, so that more of the same need not be sent."""
        return bool(self._refused) and batch[0].step == self._step

    def wait(self, session: Session, batch: Batch) -> None:
        """Before another step, wait as long as was asked."""
        if self._refused and batch[0].step != self._step:
            session.wait(max(self._refused, key=lambda reply: reply.wait))

    def hindrance(self, exchange: Exchange) -> Missing | None:
        """What followed a refusal then shows nothing without one."""
        follows = exchange.step != self._step and self._refused_then
        return NOT_REFUSED if follows and not self._refused else None

    def note(self, batch: Batch, replies: list[Reply]) -> None:
        """Take down what came of a batch."""
        self._step = batch[0].step
        self._refused_then = any(map(is_refused, batch))
        self._refused = [reply for reply in replies if is_refused(reply.exchange)]


def is_refused(exchange: Exchange) -> bool:
    return exchange.response is not None and exchange.response.status == 429
