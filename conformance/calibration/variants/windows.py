"""Rate limits that are counted otherwise than in fixed windows of one operation."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable

from starlette.types import ASGIApp

from conformance.calibration.rewriting import Answer, Rewriting
from conformance.calibration.variants.transport import slow
from conformance.calibration.variants.variant import Variant, Wrap

FULL, MINUTE = 120, 60.0
BUCKETS = "CONTRACT, Rate-limit headers: nothing says that a window has to end all at once"

Count = Callable[[str], tuple[int, int]]
"""Counts a request to a chat: what is left, and the seconds until the limit is lifted."""


def _messages(make: Callable[[], Count]) -> Wrap:
    """Tells what `make` counts with each accepted message."""

    def wrapped(app: ASGIApp) -> ASGIApp:
        count = make()

        def changed(answer: Answer) -> None:
            if answer.status == 200 and answer.scope["path"].endswith("/new-message"):
                remaining, reset = count(answer.json["chat_id"])
                answer.set("X-RateLimit-Remaining", str(remaining))
                answer.set("X-RateLimit-Reset", str(reset))
                answer.set("RateLimit", None)
                answer.set("RateLimit-Policy", None)

        return Rewriting(app, answer=changed)

    return wrapped


def _token_buckets() -> Count:
    """Limits that are lifted bit by bit."""
    buckets: dict[str, tuple[float, float]] = {}

    def count(chat: str) -> tuple[int, int]:
        now = time.monotonic()
        tokens, then = buckets.get(chat, (float(FULL), now))
        tokens = min(FULL, tokens + (now - then) * FULL / MINUTE) - 1
        buckets[chat] = tokens, now
        return math.floor(tokens), math.ceil((FULL - tokens) * MINUTE / FULL)

    return count


def _sliding(seconds: float, *, oldest: bool) -> Callable[[], Count]:
    """Counts what came within the last `seconds`. The reset is when the oldest of it is over.

    Or else when all of it is, if nothing comes meanwhile.
    """

    def make() -> Count:
        times: defaultdict[str, deque[float]] = defaultdict(deque)

        def count(chat: str) -> tuple[int, int]:
            now, came = time.monotonic(), times[chat]
            while came and came[0] <= now - seconds:
                came.popleft()
            came.append(now)
            first = came[0] if oldest else now
            return max(0, FULL - len(came)), math.ceil(first + seconds - now)

        return count

    return make


def _one_for_all(app: ASGIApp) -> ASGIApp:
    """One limit for all that an agent sends, whatever the operation."""
    sent: defaultdict[bool, int] = defaultdict(int)
    full = 1_000

    def changed(answer: Answer) -> None:
        if answer.get("X-RateLimit-Limit") is None:
            return
        second = "second" in f"{answer.scope['headers']}{answer.scope['query_string']}"
        sent[second] += 1
        answer.set("X-RateLimit-Limit", str(full))
        answer.set("X-RateLimit-Remaining", str(full - sent[second]))
        answer.set("X-RateLimit-Reset", "30")
        answer.set("RateLimit", f'"all";r={full - sent[second]};t=30')
        answer.set("RateLimit-Policy", f'"all";q={full};w=60')

    return Rewriting(app, answer=changed)


WINDOWS = (
    Variant("token buckets", _messages(_token_buckets), BUCKETS),
    Variant("slow token buckets", lambda app: slow(_messages(_token_buckets)(app)), BUCKETS),
    Variant("windows that slide", _messages(_sliding(60.0, oldest=True)), BUCKETS),
    Variant("short windows that slide", _messages(_sliding(0.6, oldest=True)), BUCKETS),
    Variant("windows that slide as a whole", _messages(_sliding(60.0, oldest=False)), BUCKETS),
    Variant("short windows that slide as a whole", _messages(_sliding(0.6, oldest=False)), BUCKETS),
    Variant(
        "one limit for all operations",
        _one_for_all,
        "CONTRACT, Rate-limit headers: Remaining falls with each request; by how much is open",
        frozenset({"RATE-07"}),
    ),
)
