"""Rate limits that are told, or counted, in another way."""

from __future__ import annotations

import math
import time
from email.utils import formatdate

from starlette.types import ASGIApp

from conformance.calibration.rewriting import Answer, Rewriting
from conformance.calibration.variants.changes import answers
from conformance.calibration.variants.transport import slow
from conformance.calibration.variants.variant import Variant

HEADERS = "CONTRACT, Rate-limit headers"
BUCKETS = f"{HEADERS}: nothing says that a window has to end all at once"


def _reset_as_unix_seconds(answer: Answer) -> None:
    reset = answer.get("X-RateLimit-Reset")
    if reset is not None:
        answer.set("X-RateLimit-Reset", str(int(time.time()) + int(reset)))


def _no_ratelimit_fields(answer: Answer) -> None:
    answer.set("RateLimit", None)
    answer.set("RateLimit-Policy", None)


def _retry_after_as_date(answer: Answer) -> None:
    seconds = answer.get("Retry-After")
    if seconds is not None:
        moment = time.time() + int(seconds) + 1
        answer.set("Retry-After", formatdate(moment, usegmt=True))


def token_buckets(app: ASGIApp) -> ASGIApp:
    """Limits that are lifted bit by bit, as the headers of each chat's messages tell."""
    buckets: dict[str, tuple[float, float]] = {}
    full, seconds = 120, 60.0

    def changed(answer: Answer) -> None:
        if answer.status != 200 or not answer.scope["path"].endswith("/new-message"):
            return
        now, chat = time.monotonic(), answer.json["chat_id"]
        tokens, then = buckets.get(chat, (float(full), now))
        tokens = min(full, tokens + (now - then) * full / seconds) - 1
        buckets[chat] = tokens, now
        answer.set("X-RateLimit-Remaining", str(math.floor(tokens)))
        answer.set("X-RateLimit-Reset", str(math.ceil((full - tokens) * seconds / full)))

    return Rewriting(app, answer=changed)


LIMITS = (
    Variant(
        "Reset as Unix seconds",
        answers(_reset_as_unix_seconds),
        f"{HEADERS}: seconds to go, or Unix seconds; both legal",
        limited=True,
    ),
    Variant(
        "no RateLimit fields",
        answers(_no_ratelimit_fields),
        f"{HEADERS}: RateLimit and RateLimit-Policy are optional",
    ),
    Variant(
        "Retry-After as a date",
        answers(_retry_after_as_date),
        "RFC 9110 section 10.2.3: Retry-After may be a date",
        limited=True,
    ),
    Variant("token buckets", token_buckets, BUCKETS),
    Variant("slow token buckets", lambda app: slow(token_buckets(app)), BUCKETS),
)
