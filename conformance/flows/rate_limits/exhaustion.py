"""Past the limit: only with the operator's consent, last and alone, within a stated number."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.capability import Capability
from conformance.drive.allowance import LONGEST_WAIT
from conformance.drive.reply import Missing, Reply
from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect, only_alone
from conformance.flows.rate_limits.flow import INHERITED, flow
from conformance.ratelimit import LIMIT, REMAINING, integer, retry_after
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import rfc

BEYOND = 10
"""So many requests more than twice the limit are sent, at most: a window may end meanwhile."""

MOST = 200
"""A limit above this is not run into."""

AT_ONCE = 8
"""Several at a time, so that a slow server's bucket doesn't fill as fast as it is emptied."""


@flow.scenario(needs={Capability.EXHAUST}, last=True)
def exhaustion(session: Session) -> None:
    """New chats are opened until one is refused with 429; then once more, after the wait."""
    opened = session.call("before", "new-chat", session.chat_body())
    documented = session.stage.contract.operation("new-chat").rate_limit
    limit = integer(opened.header(LIMIT)) or (documented.limit if documented else MOST)
    refusal = None
    if limit <= MOST:
        refusal = _exhaust(session, 2 * limit + BEYOND)
    else:
        client = Missing(f"a limit of {limit} is not run into")
        session.call("on_the_way", "new-chat", {**session.chat_body(), "client_id": client})
    body = {**session.chat_body(), "client_id": _waited(session, refusal)}
    session.call("after_the_wait", "new-chat", body, superseding=False)


def _exhaust(session: Session, most: int) -> Reply | None:
    """Send until there is a 429, which is returned, or there are `most` requests."""
    for _ in range(-(-most // AT_ONCE)):
        replies: list[Reply] = []

        def send(one: Session, replies: list[Reply] = replies) -> None:
            replies.append(one.call("on_the_way", "new-chat", one.chat_body(), superseding=False))

        session.together([send] * AT_ONCE)
        answers = [reply.exchange.response for reply in replies]
        if any(answer is None for answer in answers):
            return None
        refused = [reply for reply in replies if _status(reply) == 429]
        if refused:
            return max(refused, key=_wait_of)
    return None


def _status(reply: Reply) -> int:
    return reply.exchange.response.status if reply.exchange.response else 0


def _wait_of(reply: Reply) -> float:
    return retry_after(reply.header("Retry-After"), reply.header("Date")) or 0.0


def _waited(session: Session, refusal: Reply | None) -> str | Missing:
    """A client for the call after the wait, once that is over, or why there was none."""
    if refusal is None:
        return Missing("no request before it was refused with 429")
    seconds = retry_after(refusal.header("Retry-After"), refusal.header("Date"))
    if seconds is None:
        return Missing("the 429 before it didn't say how long to wait")
    if seconds > LONGEST_WAIT:
        return Missing(f"the 429 before it asks for a wait of more than {LONGEST_WAIT:g} seconds")
    session.wait(refusal)
    return session.unique("client")


@exhaustion.must("RATE-14", INHERITED)
def is_refused(on_the_way: list[Answered], before: Accepted) -> None:
    """More requests than the limit allows are refused with 429.

    A limit that is written but not kept lets one client take the service from all others.
    """
    last = on_the_way[-1]
    expected = f"429 within {len(on_the_way)} requests"
    expect(last).that(any(one.status == 429 for one in on_the_way), "status", expected)


@is_refused.broken_by(also={"RATE-11", "RATE-12", "RATE-13"})
def only_counts(answer: Answer) -> None:
    if answer.status == 429:
        answer.become(answer.others["before"])
        answer["chat_id"] = f"chat-{answer.exchange.number}"


@is_refused.broken_by(also={"RATE-11", "RATE-12", "RATE-13"})
def refuses_with_another_status(answer: Answer) -> None:
    if answer.status == 429:
        answer.status = 403


@exhaustion.must("RATE-15", rfc(9110, "10.2.3"))
def goes_on(after_the_wait: Answered, before: Accepted) -> None:
    """After the wait that a 429 asks for, the same request succeeds.

    A client that does as it is told must not be refused for it.
    """
    if after_the_wait.status == 429:
        with only_alone():
            expect(after_the_wait).succeeds()
    expect(after_the_wait).succeeds()


@goes_on.broken_by
def asks_for_a_wait_that_is_too_short(answer: Answer) -> None:
    answer.refuse(429, "Still too many requests.")
    answer.set_header(REMAINING, "0")
    answer.set_header("Retry-After", "1")


@goes_on.broken_by
def lets_nobody_wait(call: Call) -> Iterator[None]:
    yield
    if call.answer.status == 429:
        call.answer.set_header(b"retry-after", b"0")
