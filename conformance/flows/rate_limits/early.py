"""A 429 that comes too early: while the server's own count says that requests are left."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from conformance.drive.scope import limit_of, scope_of
from conformance.evidence import Answered, Evidence, Memory
from conformance.expectation import Unmet, expect
from conformance.flows.rate_limits.flow import counted, flow
from conformance.ratelimit import LIMIT, REMAINING, RESET, UNIX_FROM, http_date, integer
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import ours

ROUNDING = 1.0
"""Seconds by which a server's whole seconds may be off."""


UNDER_WAY = 72
"""So many requests of a run to one chat are on their way at the same time, at most."""


@dataclass(frozen=True)
class _Count:
    """What one answer says: so many left of a limit, until a moment of the run."""

    started: float
    ended: float
    limit: int
    left: int
    until: float
    number: int


@dataclass
class _Scope:
    """What is counted together: the latest count, and what was refused since, each with one."""

    latest: _Count | None = None
    refused: list[tuple[Evidence, _Count]] = field(default_factory=list)


def _count(answer: Evidence) -> _Count | None:
    limit, left, reset = (integer(answer.header(name)) for name in (LIMIT, REMAINING, RESET))
    started, ended = answer.exchange.started, answer.exchange.ended
    if limit is None or left is None or reset is None:
        return None
    if reset >= UNIX_FROM:
        date = http_date(answer.header("Date"))
        if date is None:
            return None
        reset = math.floor(reset - date.timestamp())
    return _Count(started, ended, limit, left, ended + reset, answer.exchange.number)


def _tells(evidence: Evidence) -> bool:
    """Counted in a documented scope, and either refused for it or with a count."""
    if not counted(evidence) or limit_of(evidence.exchange, evidence.operation) is None:
        return False
    return evidence.status == 429 or _count(evidence) is not None


@flow.always_should(
    "RATE-16",
    ours("who keeps count of what is left is refused nevertheless"),
    over=_tells,
    optional=True,
)
def not_too_early(answer: Answered, seen: Memory) -> None:
    """No request is refused with 429 while requests are left, by the server's own count.

    A client that paces itself by `X-RateLimit-Remaining` can do no more, and is refused for it.
    """
    known: _Scope = seen.setdefault(str(_key(answer)), _Scope())
    if answer.status == 429:
        if known.latest is not None and known.latest.ended <= answer.exchange.started:
            _expect_none_left(answer, known.latest)
            known.refused.append((answer, known.latest))
        return
    count = _count(answer)
    if count is None:
        return
    refused, known.refused = known.refused, []
    known.latest = count
    for one, before in refused:
        if count.started < one.exchange.ended:
            known.refused.append((one, before))
        elif _of_one_window(before, count) and count.left > _back(answer, before, count):
            _blame(one, count, "after")


def _expect_none_left(refused: Evidence, before: _Count) -> None:
    """Nobody but the run writes to its chats: what it can't have used up itself is left.

    Others may use an agent's credential, so that there only what is left afterwards tells.
    """
    scope = scope_of(refused.exchange, refused.operation)
    # Whatever names no chat may be counted in any way.
    if scope is not None and scope.chat is not None and before.left > UNDER_WAY:
        _blame(refused, before, "before")


def _key(answer: Evidence) -> tuple[str, str | None, str | None]:
    scope = scope_of(answer.exchange, answer.operation)
    assert scope is not None
    return scope.operation, scope.agent, scope.chat


def _of_one_window(before: _Count, after: _Count) -> bool:
    """Whether the window that the first tells of was still open at the second."""
    return after.ended < before.until - ROUNDING and abs(after.until - before.until) <= ROUNDING


def _back(answer: Evidence, before: _Count, after: _Count) -> int:
    """How many requests a bucket that fills all the time may have got back meanwhile, at most."""
    assert answer.operation is not None
    documented = answer.operation.rate_limit
    assert documented is not None
    rate = max(after.limit, documented.limit) / documented.window
    for one in (before, after):
        seconds = one.until - one.ended
        if seconds > 0:
            rate = max(rate, (one.limit - one.left) / seconds)
    return math.ceil(rate * (after.ended - before.started))


def _blame(refused: Evidence, count: _Count, when: str) -> None:
    """A finding at what was refused, with the answer before or after it that shows it."""
    try:
        expect(refused).that(
            False,
            "status",
            f"no refusal: {count.left} requests of {count.limit} were left {when} it (exchange "
            f"{count.number})",
        )
    except Unmet as unmet:
        unmet.cause = (refused.exchange.operation or "", "refused too early")
        unmet.others = (count.number,)
        raise


@not_too_early.broken_by(also={"RATE-09"}, step="message")
def refuses_some_who_have_requests_left(answer: Answer) -> None:
    if answer.previous is not None:
        answer.refuse(429, "Too many requests.")
        answer.set_header(REMAINING, "0")
        answer.set_header("Retry-After", "1")


@not_too_early.broken_by
def refuses_every_second_message_to_a_chat_for_a_second(call: Call) -> Iterator[None]:
    yield
    number = call.memory.notes.get(call.chat_id, 0) + 1
    if call.operation == "new-message" and call.answer.status == 200:
        call.memory.notes[call.chat_id] = number
        if number == 2:
            call.answer.become(429)
            call.answer.set_header(REMAINING.lower().encode("ascii"), b"0")
            call.answer.set_header(b"retry-after", b"1")
