"""The three headers, on every answer to an authenticated request."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import http_sf

from conformance.evidence import Answered, Evidence
from conformance.expectation import expect
from conformance.flows.rate_limits.flow import INHERITED, NAMED, counted, counted_success, flow
from conformance.ratelimit import LIMIT, REMAINING, RESET, UNIX_FROM, http_date, integer
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import ours, rfc

SLACK = 2
"""Seconds by which two clocks of one server may differ."""

DAY = 86_400


def expect_limit(answer: Evidence) -> None:
    expect(answer).header(LIMIT).satisfies(
        lambda value: (integer(value) or 0) >= 1, "an integer of at least 1"
    )


def expect_remaining(answer: Evidence) -> None:
    limit = integer(answer.header(LIMIT))

    def fits(value: str) -> bool:
        remaining = integer(value)
        return remaining is not None and (limit is None or remaining <= limit)

    most = "the limit" if limit is None else str(limit)
    expect(answer).header(REMAINING).satisfies(fits, f"an integer from 0 to {most}")


def expect_reset(answer: Evidence) -> None:
    expect(answer).header(RESET).satisfies(
        lambda value: integer(value) is not None, "an integer, not negative"
    )


@flow.always_must("RATE-01", NAMED, over=counted_success)
def limit(answer: Answered) -> None:
    """Every success says in `X-RateLimit-Limit` how many requests are allowed, at least 1.

    A client that knows its limit can keep to it.
    """
    expect_limit(answer)


@limit.broken_by(also={"RATE-09"})
def does_not_say_its_limit(answer: Answer) -> None:
    answer.set_header(LIMIT, None)


@limit.broken_by(step="handoff")
def knows_no_limit_of_handoffs(answer: Answer) -> None:
    answer.set_header(LIMIT, "unlimited")


@limit.broken_by(also={"RATE-09"})
def writes_limit_and_window_together(answer: Answer) -> None:
    answer.set_header(LIMIT, "30/minute")


@flow.always_must("RATE-02", NAMED, over=counted_success)
def remaining(answer: Answered) -> None:
    """Every success says in `X-RateLimit-Remaining` how many requests are left, 0 to the limit.

    It is what a client slows down by, before it is refused.
    """
    expect_remaining(answer)


@remaining.broken_by(also={"RATE-09"})
def does_not_say_what_is_left(answer: Answer) -> None:
    answer.set_header(REMAINING, None)


@remaining.broken_by(step="handoff")
def does_not_count_handoffs(answer: Answer) -> None:
    answer.set_header(REMAINING, None)


@remaining.broken_by(also={"RATE-09"})
def counts_below_zero(answer: Answer) -> None:
    answer.set_header(REMAINING, "-1")


@remaining.broken_by(also={"RATE-09"})
def has_more_left_than_it_allows(answer: Answer) -> None:
    answer.set_header(REMAINING, str(int(answer.header(LIMIT)) + 1))


@flow.always_must("RATE-03", NAMED, over=counted_success)
def reset(answer: Answered) -> None:
    """Every success says in `X-RateLimit-Reset` when the limit is lifted, as a whole number.

    Seconds to go and Unix seconds are both usual; a client tells them apart by their size.
    """
    expect_reset(answer)


@reset.broken_by(also={"RATE-09"})
def does_not_say_when_it_resets(answer: Answer) -> None:
    answer.set_header(RESET, None)


@reset.broken_by(step="handoff")
def has_no_window_for_handoffs(answer: Answer) -> None:
    answer.set_header(RESET, "never")


@reset.broken_by(also={"RATE-09"})
def writes_the_reset_as_a_date(answer: Answer) -> None:
    answer.set_header(RESET, "Mon, 16 Jun 2025 10:30:00 GMT")


@reset.broken_by(also={"RATE-09"})
def writes_the_reset_as_a_fraction(answer: Answer) -> None:
    answer.set_header(RESET, "59.3")


def _seconds_to_go(evidence: Evidence) -> int | None:
    """What `X-RateLimit-Reset` comes to, by the server's own clock; None where that isn't known."""
    value, now = integer(evidence.header(RESET)), http_date(evidence.header("Date"))
    if value is None or value < UNIX_FROM:
        return value
    return None if now is None else value - int(now.timestamp())


def _has_reset(evidence: Evidence) -> bool:
    return counted_success(evidence) and _seconds_to_go(evidence) is not None


@flow.always_must("RATE-04", NAMED, over=_has_reset)
def reset_to_come(answer: Answered) -> None:
    """`X-RateLimit-Reset` is never in the past.

    A client that waits until then would not wait at all, and be refused again.
    """
    to_go = _seconds_to_go(answer)
    expect(answer).header(RESET).satisfies(
        lambda value: to_go is not None and to_go >= -SLACK, "a moment that is still to come"
    )


@reset_to_come.broken_by
def tells_when_the_window_began(answer: Answer) -> None:
    date = http_date(answer.header("Date"))
    assert date is not None
    answer.set_header(RESET, str(int(date.timestamp()) - 60))


@flow.always_should("RATE-05", ours("a longer wait is no rate limit but a ban"), over=_has_reset)
def reset_soon(answer: Answered) -> None:
    """`X-RateLimit-Reset` is at most a day away.

    A value that is further off is most likely in milliseconds, and no client would wait for it.
    """
    to_go = _seconds_to_go(answer) or 0
    expect(answer).header(RESET).satisfies(lambda value: to_go <= DAY, "within a day")


@reset_soon.broken_by
def counts_the_reset_in_milliseconds(answer: Answer) -> None:
    date = http_date(answer.header("Date"))
    assert date is not None
    answer.set_header(RESET, str(int(date.timestamp() + 60) * 1000))


def _counted_refusal(evidence: Evidence) -> bool:
    # Who is answered 401 was not authenticated, whatever the credential was meant to be.
    return counted(evidence) and evidence.refused and evidence.status != 401


@flow.always_should("RATE-06", NAMED, over=_counted_refusal)
def on_refusals(refusal: Answered) -> None:
    """A refusal of an authenticated request carries the three headers too.

    Mistakes count against the limit as well; a client has to see that.
    """
    expect_limit(refusal)
    expect_remaining(refusal)
    expect_reset(refusal)


@on_refusals.broken_by(step="missing_member")
def does_not_count_what_it_can_not_read(answer: Answer) -> None:
    for name in (LIMIT, REMAINING, RESET):
        answer.set_header(name, None)


@on_refusals.broken_by(also={"RATE-13"})
def counts_in_silence_when_it_refuses(answer: Answer) -> None:
    for name in (LIMIT, REMAINING, RESET):
        answer.set_header(name, None)


@on_refusals.broken_by
def counts_only_what_it_carries_out(call: Call) -> Iterator[None]:
    yield
    if 400 <= call.answer.status < 500:
        for name in (LIMIT, REMAINING, RESET):
            call.answer.set_header(name.lower().encode("ascii"), None)


def _has_documented_limit(evidence: Evidence) -> bool:
    operation = evidence.operation
    documented = operation is not None and operation.rate_limit is not None
    # That a success says its limit at all is another requirement's business.
    return documented and counted_success(evidence) and integer(evidence.header(LIMIT)) is not None


@flow.always_should("RATE-07", INHERITED, over=_has_documented_limit)
def documented_limit(answer: Answered) -> None:
    """The limit is the one that the contract documents for the operation.

    Integrations are planned with the documented numbers.
    """
    assert answer.operation is not None
    documented = answer.operation.rate_limit
    assert documented is not None
    expect(answer).header(LIMIT).satisfies(
        lambda value: integer(value) == documented.limit, str(documented.limit)
    )


@documented_limit.broken_by(step="handoff")
def limits_handoffs_as_it_limits_messages(answer: Answer) -> None:
    answer.set_header(LIMIT, "120")


@documented_limit.broken_by(also={"RATE-09"})
def allows_half_of_what_is_documented(answer: Answer) -> None:
    half = max(1, int(answer.header(LIMIT)) // 2)
    answer.set_header(LIMIT, str(half))
    answer.set_header(REMAINING, str(min(half, int(answer.header(REMAINING)))))


@lru_cache(maxsize=512)
def _is_structured(value: str) -> bool:
    for kind in ("list", "dictionary"):
        try:
            http_sf.parse(value.encode("latin-1"), tltype=kind)
        except ValueError:
            continue
        return True
    return False


def _has_field(evidence: Evidence) -> bool:
    return any(evidence.header(name) is not None for name in ("RateLimit", "RateLimit-Policy"))


@flow.always_must("RATE-10", rfc(9651, "4.2"), over=_has_field, optional=True)
def structured_fields(answer: Answered) -> None:
    """`RateLimit` and `RateLimit-Policy`, where they are sent, are structured fields.

    Clients read them with a parser that refuses the whole field at the first slip.
    """
    for name in ("RateLimit", "RateLimit-Policy"):
        if answer.header(name) is not None:
            expect(answer).header(name).satisfies(_is_structured, "a structured field")


@structured_fields.broken_by
def writes_the_rate_limit_as_json(answer: Answer) -> None:
    answer.set_header("RateLimit", '{"remaining": 3}')


@structured_fields.broken_by
def forgets_to_quote_the_policy(answer: Answer) -> None:
    answer.set_header("RateLimit-Policy", "new message;q=120;w=60")
