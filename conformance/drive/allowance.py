"""What may still be sent in one scope: by what its answers say, else by what was sent in a window.

A server's own numbers count for more than the contract's. Where they have run out, or there never
were any, no more than the limit is sent in any stretch of time as long as a window: that keeps
within fixed windows, sliding ones and buckets alike.
"""

from __future__ import annotations

import math
import re
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.exchange import Response
from conformance.operation import RateLimit
from conformance.ratelimit import LIMIT, REMAINING, RESET, UNIX_FROM, http_date, integer

LONGEST_WAIT = 70.0
"""Seconds: who asks for more is not waited for."""

CLOSE = 1.0
"""Seconds: a server that rounds down says that its window is over up to so long before it is."""

POLICY = re.compile(r";\s*w=(\d{1,6})\b")


@dataclass(frozen=True, slots=True)
class Said:
    """What one answer says: so many left until `renews`. Moments are of one monotonic clock."""

    started: float
    ended: float
    left: int
    renews: float


@dataclass
class Allowance:
    """Of one scope. `share`: of so many runs at once, each may use an equal part of the limit.

    Not safe for several threads by itself.
    """

    limit: int
    window: float
    share: int = 1
    under_way: int = 0
    held: float = 0.0
    _ended: deque[float] = field(default_factory=deque)
    _said: deque[Said] = field(default_factory=deque)
    _newest: Said | None = None
    _trusted: bool = True

    @classmethod
    def of(cls, limit: RateLimit, share: int = 1) -> Allowance:
        """What the contract allows, before any answer has come."""
        return cls(limit.limit, limit.window, share if limit.scope == "agent" else 1)

    def wait(self, now: float) -> float:
        """The seconds after which something may be sent: 0 at once, inf when an answer has come."""
        if now < self.held:
            return self.held - now
        newest = self._newest if self._trusted else None
        if newest is not None and now < newest.renews:
            if self._left(newest) // self.share - self.under_way > 0:
                return 0.0
            # A ban is no rate limit: that it is one shows only when something is sent.
            wait = newest.renews - now
            return wait if wait <= LONGEST_WAIT else 0.0
        by_window = self._by_window(now)
        said = newest is not None or self.held > 0.0
        if by_window <= CLOSE or not said:
            return by_window
        # What was said is over, but what begins now may be less: one request finds out.
        return by_window if self.under_way else 0.0

    def begin(self) -> None:
        """A request of the scope is sent now."""
        self.under_way += 1

    def end(self, started: float, ended: float, response: Response | None, wait: float) -> None:
        """What came of it. `wait`: the seconds for which a 429 asks."""
        self.under_way -= 1
        self._ended.append(ended)
        if response is None:
            return
        fields = {name.lower(): value for name, value in response.headers}
        self._take_limits(fields)
        said = _said(fields, started, ended)
        if response.status == 429:
            self.held = max(self.held, ended + min(wait, LONGEST_WAIT))
            said = None
        if said is not None:
            self._take(said)

    def idle(self, now: float) -> bool:
        """Whether nothing of it is worth keeping."""
        over = self._newest is None or self._newest.renews < now
        recent = bool(self._ended) and self._ended[-1] > now - self.window
        return over and not recent and not self.under_way and self.held <= now

    def _take(self, said: Said) -> None:
        newest = self._newest
        renewed = newest is not None and said.started >= newest.renews
        if renewed and newest is not None and said.left == newest.left == 0 and self.limit > 1:
            # A window has begun, and still nothing is left of it: such numbers mean nothing.
            self._trusted = False
        self._said.append(said)
        if newest is None or said.started >= newest.started:
            self._newest = newest = said
        # Whatever had ended before the newest was sent is counted in what that says.
        while self._said and self._said[0].ended < newest.started:
            self._said.popleft()

    def _left(self, newest: Said) -> int:
        """What is left by the last answer that was counted, of those that came together."""
        return min(said.left for said in self._said if said.renews > newest.renews - CLOSE - 1.0)

    def _by_window(self, now: float) -> float:
        while self._ended and self._ended[0] <= now - self.window:
            self._ended.popleft()
        allowed = max(1, self.limit // self.share)
        if len(self._ended) + self.under_way < allowed:
            return 0.0
        # As many as are too many have to be a window ago; if they are still under way, who knows.
        surplus = len(self._ended) + self.under_way - allowed
        if surplus >= len(self._ended):
            return math.inf
        return self._ended[surplus] + self.window - now

    def _take_limits(self, fields: Mapping[str, str]) -> None:
        limit = integer(fields.get(LIMIT.lower()))
        if limit:
            self.limit = limit
        window = POLICY.search(fields.get("ratelimit-policy", ""))
        if window is not None and int(window[1]) > 0:
            self.window = float(window[1])


def _said(fields: Mapping[str, str], started: float, ended: float) -> Said | None:
    """What an answer says of what is left, and until when; None where it doesn't say both.

    `fields` are its headers by their names in lower case.
    """
    left, reset = integer(fields.get(REMAINING.lower())), integer(fields.get(RESET.lower()))
    if left is None or reset is None:
        return None
    seconds = float(reset)
    if reset >= UNIX_FROM:
        date = http_date(fields.get("date"))
        seconds -= date.timestamp() if date else time.time()
    return Said(started, ended, left, ended + max(0.0, seconds))
