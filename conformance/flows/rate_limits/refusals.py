"""Every 429, whenever it comes: how long to wait, and why."""

from __future__ import annotations

from conformance.evidence import Answered, Evidence
from conformance.expectation import expect, written
from conformance.flows.rate_limits.flow import flow
from conformance.ratelimit import REMAINING, integer, retry_after
from conformance.sabotage.answer import Answer
from conformance.source import ours, rfc

WAIT = ours("without it, what comes after the wait could not be tested", testable=True)


def _limited(evidence: Evidence) -> bool:
    return evidence.status == 429


@flow.always_must("RATE-11", WAIT, over=_limited, optional=True)
def says_how_long(refusal: Answered) -> None:
    """A 429 says in `Retry-After` how long to wait: in seconds, or as an HTTP date.

    Without it every client guesses, and all of them come back at once.
    """
    expect(refusal).header("Retry-After").satisfies(
        lambda value: retry_after(value, refusal.header("Date")) is not None,
        "seconds or an HTTP date",
    )


@says_how_long.broken_by
def does_not_say_how_long(answer: Answer) -> None:
    answer.set_header("Retry-After", None)


@says_how_long.broken_by
def says_how_long_in_words(answer: Answer) -> None:
    answer.set_header("Retry-After", "30 seconds")


def _limited_operation(evidence: Evidence) -> bool:
    return _limited(evidence) and evidence.operation is not None


@flow.always_should(
    "RATE-12",
    rfc(6585, "4"),
    over=_limited_operation,
    optional=True,
    within={"CON-07", "CON-08"},
)
def is_an_error_in_json(refusal: Answered) -> None:
    """A 429 of a documented operation has a JSON object as its body.

    The client that is refused reads it by the same code as any other answer.
    """
    expect(refusal).at("").satisfies(lambda value: isinstance(value, dict), "an object")


@is_an_error_in_json.broken_by(also={"CON-07", "CON-08"})
def refuses_with_its_proxys_page(answer: Answer) -> None:
    answer.body = b"<h1>Too Many Requests</h1>"


@flow.always_should(
    "RATE-13", ours("nothing can be left where more is refused"), over=_limited, optional=True
)
def has_nothing_left(refusal: Answered) -> None:
    """A 429 says in `X-RateLimit-Remaining` that nothing is left.

    A client that sees requests left would go on.
    """
    value = refusal.header(REMAINING)
    expect(refusal).that(integer(value) == 0, f"header:{REMAINING}", "0", written(value))


@has_nothing_left.broken_by
def has_one_left_for_ever(answer: Answer) -> None:
    answer.set_header(REMAINING, "1")
