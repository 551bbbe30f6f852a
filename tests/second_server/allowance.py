"""How many requests a caller has left. Windows begin and end with the clock, for all alike."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate

from .problem import Problem

Key = tuple[str, ...]


@dataclass
class Allowances:
    """Counts requests by a key that begins with the operation.

    `limits` are requests a window of `window` seconds. Where they aren't enforced, the next window
    begins as soon as one is used up.
    """

    limits: Mapping[str, int]
    window: float
    enforced: bool
    used: dict[Key, tuple[int, int]] = field(default_factory=dict)

    def headers_of_one_more(self, *key: str) -> dict[str, str]:
        """Counts a request; gives the headers that tell of it."""
        now = int(time.time() // self.window)
        limit = self.limits[key[0]]
        window, used = self.used.get(key, (now, 0))
        if now > window:
            window, used = now, 0
        elif used == limit and not self.enforced:
            window, used = window + 1, 0
        self.used[key] = window, used + 1
        remaining = max(0, limit - used - 1)
        end = self._end(window)
        seconds = max(0, math.ceil(end - time.time()))
        return {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(remaining),
            "X-RateLimit-Reset": str(end),
            "RateLimit-Policy": f'"{key[0]}";q={limit};w={math.ceil(self.window)}',
            "RateLimit": f'"{key[0]}";r={remaining};t={seconds}',
        }

    def check(self, *key: str) -> None:
        """Raises Problem 429 if the last request that was counted was one too many."""
        window, used = self.used[key]
        if used > self.limits[key[0]]:
            until = formatdate(self._end(window), usegmt=True)
            raise Problem(429, "That was one request too many.", Retry_After=until)

    def _end(self, window: int) -> int:
        return math.ceil((window + 1) * self.window)
