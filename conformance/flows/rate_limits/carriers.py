"""The three headers, whichever way the credential goes."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.drive.session import Session
from conformance.evidence import Accepted
from conformance.expectation import expect
from conformance.flows.rate_limits.flow import NAMED, flow
from conformance.flows.rate_limits.headers import expect_limit, expect_remaining, expect_reset
from conformance.ratelimit import LIMIT, REMAINING, RESET
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call


@flow.scenario()
def by_each_carrier(session: Session) -> None:
    """One message by each of the carriers."""
    for carrier in session.stage.contract.carriers:
        body = session.message_body(session.chat)
        session.call("message", "new-message", body, carrier=carrier)


@by_each_carrier.must("RATE-08", NAMED, within={"RATE-01", "RATE-02", "RATE-03", "RATE-07"})
def every_carrier(message: list[Accepted]) -> None:
    """The three headers come with every carrier of the credential, and with the same limit.

    It is the agent that is limited, not the way in which it shows who it is.
    """
    for answer in message:
        expect_limit(answer)
        expect_remaining(answer)
        expect_reset(answer)
        expect(answer).header(LIMIT).satisfies(
            lambda value: value == message[0].header(LIMIT), f"{message[0].header(LIMIT)} as before"
        )


@every_carrier.broken_by(also={"RATE-01", "RATE-02", "RATE-03"})
def counts_bearer_tokens_only(answer: Answer) -> None:
    if answer.exchange.carrier != "bearer":
        for name in (LIMIT, REMAINING, RESET):
            answer.set_header(name, None)


@every_carrier.broken_by(also={"RATE-07"})
def has_another_limit_for_each_carrier(answer: Answer) -> None:
    if answer.exchange.carrier == "query":
        answer.set_header(LIMIT, str(int(answer.header(LIMIT)) + 1))


@every_carrier.broken_by
def forgets_to_count_by_api_key(call: Call) -> Iterator[None]:
    yield
    if call.carrier == "api-key":
        for name in (LIMIT, REMAINING, RESET):
            call.answer.set_header(name.lower().encode("ascii"), None)
