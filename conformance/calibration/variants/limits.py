"""Rate limits that are told, or counted, in another way."""

from __future__ import annotations

import time
from email.utils import formatdate

from starlette.types import ASGIApp

from conformance.calibration.rewriting import Answer
from conformance.calibration.variants.changes import answers
from conformance.calibration.variants.variant import Variant
from conformance.reference import Settings

HEADERS = "CONTRACT, Rate-limit headers"
STRUCTURED = f"{HEADERS}: if sent they must parse as structured fields"
DOCUMENTED = "CONTRACT, Operations: the documented limits are no promise; one is ours alone"


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


def _reset_rounded_down(answer: Answer) -> None:
    """Whole seconds to go, so that the last of them is 0."""
    reset = answer.get("X-RateLimit-Reset")
    if reset is not None:
        answer.set("X-RateLimit-Reset", str(max(0, int(reset) - 1)))


def _older_fields(answer: Answer) -> None:
    """The fields of the draft's earlier versions."""
    limit, left = answer.get("X-RateLimit-Limit"), answer.get("X-RateLimit-Remaining")
    if limit is not None:
        answer.set("RateLimit-Policy", f'{limit};w=60;comment="sliding window"')
        answer.set("RateLimit", f"limit={limit}, remaining={left}, reset=7")
        answer.set("RateLimit-Limit", f"{limit}, {limit};w=60")
        answer.set("RateLimit-Remaining", left)
        answer.set("RateLimit-Reset", "7")


def _several_policies(answer: Answer) -> None:
    """The draft's fields with several policies, a partition key and parameters of their own."""
    if answer.get("X-RateLimit-Limit") is not None:
        policies = (
            '"burst";q=20;w=1;qu="requests"',
            '"day";q=50000;w=86400;pk=:Y2hhdA==:;x-own=?1',
        )
        answer.set("RateLimit", '"day";r=49000;pk=:Y2hhdA==:')
        answer.headers += [("RateLimit-Policy", policy) for policy in policies]


def _only_on_successes(answer: Answer) -> None:
    if answer.status != 200:
        for name in ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"):
            answer.set(name, None)
        _no_ratelimit_fields(answer)


def _unchanged(app: ASGIApp) -> ASGIApp:
    return app


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
    Variant("Reset rounded down", answers(_reset_rounded_down), f"{HEADERS}: seconds to go"),
    Variant("fields of older drafts", answers(_older_fields), STRUCTURED),
    Variant("fields with several policies", answers(_several_policies), STRUCTURED),
    Variant(
        "limits told on successes only",
        answers(_only_on_successes),
        f"{HEADERS}: on a 4xx they are a SHOULD",
        frozenset({"RATE-06", "RATE-13"}),
        limited=True,
    ),
    Variant(
        "higher limits",
        _unchanged,
        DOCUMENTED,
        frozenset({"RATE-07"}),
        settings=Settings(limits="500/60"),
    ),
    Variant(
        "lower limits in shorter windows",
        _unchanged,
        DOCUMENTED,
        frozenset({"RATE-07"}),
        limited=True,
        settings=Settings(limits="20/1"),
    ),
)
