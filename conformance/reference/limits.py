"""Rate limits: fixed windows per agent and operation, or per chat, and their headers."""

import hashlib
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from conformance.reference.settings import Limit, Limits

_Key = tuple[str, str, str]


@dataclass
class _Window:
    ends: float
    used: int = 0


@dataclass(frozen=True)
class Allowance:
    """What is left after one request. `reset` is whole seconds to the window's end."""

    operation: str
    limit: Limit
    remaining: int
    reset: int
    granted: bool

    def headers(self) -> dict[str, str]:
        """`X-RateLimit-*`, and the fields of draft-ietf-httpapi-ratelimit-headers-11."""
        window = math.ceil(self.limit.seconds)
        return {
            "X-RateLimit-Limit": str(self.limit.requests),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.reset),
            "RateLimit-Policy": f'"{self.operation}";q={self.limit.requests};w={window}',
            "RateLimit": f'"{self.operation}";r={self.remaining};t={self.reset}',
        }


class RateLimiter:
    """Counts requests. `clock` gives seconds and never goes back.

    A window begins with its first request. At most `most_windows` chats of any agent's
    invention are told apart at a time; further ones share their agent's window, so that
    unknown chats can't fill the memory.
    """

    def __init__(
        self,
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
        most_windows: int = 50_000,
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._most_windows = most_windows
        self._windows: dict[_Key, _Window] = {}
        self._prune_at = min(1024, most_windows)
        self._lock = threading.Lock()

    def take(self, operation: str, agent: str, chat: str = "") -> Allowance:
        """Counts one request; `chat` is empty where the limit is per agent."""
        limit = self._limits.by_operation[operation]
        with self._lock:
            now = self._clock()
            window = self._window((operation, agent, _bounded(chat)), limit, now)
            granted = window.used < limit.requests or not self._limits.enforced
            window.used = min(window.used + 1, limit.requests)
            return Allowance(
                operation=operation,
                limit=limit,
                remaining=limit.requests - window.used,
                reset=max(1, math.ceil(window.ends - now)),
                granted=granted,
            )

    def _window(self, key: _Key, limit: Limit, now: float) -> _Window:
        window = self._windows.get(key)
        if window is None and len(self._windows) >= self._prune_at:
            self._prune(now)
            if len(self._windows) >= self._most_windows:
                key = (key[0], key[1], "")
                window = self._windows.get(key)
        if window is None or now >= window.ends:
            window = self._windows[key] = _Window(ends=now + limit.seconds)
        return window

    def _prune(self, now: float) -> None:
        self._windows = {key: window for key, window in self._windows.items() if now < window.ends}
        # Twice what is alive, so that the cost of pruning is spread over as many requests.
        self._prune_at = min(max(1024, 2 * len(self._windows)), self._most_windows)


def _bounded(chat: str) -> str:
    """The chat's id, or its hash where it is so long that keeping it would cost memory."""
    if len(chat) <= 64:
        return chat
    return "sha256:" + hashlib.sha256(chat.encode("utf-8")).hexdigest()
