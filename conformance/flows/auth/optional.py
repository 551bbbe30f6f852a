"""Credentials on the operations of optional features: the same as everywhere."""

from __future__ import annotations

from conformance.capability import Capability
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect
from conformance.flows.auth.calls import (
    PAGE,
    UNAUTHORIZED,
    all_succeed,
    all_unauthorized,
    let_in,
    turn_away,
)
from conformance.flows.auth.carriers import each_carrier
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import READING, Call


@each_carrier.must("AUTH-04", PAGE, needs={Capability.TRANSCRIPT})
def every_carrier_reads(reading: Answered) -> None:
    """Each carrier alone is enough to read a chat's transcript.

    What one carrier wrote, a caller must be able to read back by the same one.
    """
    expect(reading).succeeds()


@every_carrier_reads.broken_by(also={"AUTH-17"})
def reads_by_the_authorization_header_only(answer: Answer) -> None:
    if answer.exchange.carrier != Capability.BEARER:
        turn_away(answer)


@every_carrier_reads.broken_by
def reads_by_the_two_headers_only(call: Call) -> None:
    if call.operation == READING and call.carrier == Capability.QUERY:
        call.authorize(None)


@each_carrier.must("AUTH-16", PAGE, needs={Capability.AGENT})
def every_carrier_calls(agent_call: list[Answered]) -> None:
    """Each carrier alone is enough to ask the agent for a reply, on both operations.

    All endpoints accept the same credentials; a form service can set no other.
    """
    all_succeed(*agent_call)


@every_carrier_calls.broken_by(also={"AUTH-18"})
def calls_the_agent_by_the_authorization_header_only(answer: Answer) -> None:
    if answer.exchange.carrier != Capability.BEARER:
        turn_away(answer)


@every_carrier_calls.broken_by
def takes_no_api_key_in_the_second_version(call: Call) -> None:
    if call.operation == "agent/v2" and call.carrier == Capability.API_KEY:
        call.authorize(None)


@each_carrier.must("AUTH-17", UNAUTHORIZED, needs={Capability.TRANSCRIPT})
def forged_readings(forged_reading: list[Answered], reading: Accepted) -> None:
    """With an unknown or an empty credential a transcript can't be read, by each carrier: 401.

    A server that only looks whether there is a credential shows everything to everyone.
    """
    all_unauthorized(forged_reading)


@forged_readings.broken_by
def reads_with_any_credential_that_is_there(answer: Answer) -> None:
    answer.become(answer.others["reading"])


@forged_readings.broken_by
def looks_only_whether_a_reader_has_a_credential(call: Call) -> None:
    if call.operation == READING and call.agent is None and call.token:
        call.authorize()


@each_carrier.must("AUTH-18", UNAUTHORIZED, needs={Capability.AGENT})
def forged_calls(forged_agent_call: list[Answered], agent_call: list[Accepted]) -> None:
    """With an unknown or an empty credential the agent gives no reply, by each carrier: 401.

    Each reply costs money, and whoever pays for it must be known.
    """
    all_unauthorized(forged_agent_call)


@forged_calls.broken_by
def replies_whatever_the_credential(answer: Answer) -> None:
    if str(answer.exchange.operation).endswith("v2"):
        let_in(answer)


@forged_calls.broken_by
def checks_no_credential_in_the_second_version(call: Call) -> None:
    if call.operation == "agent/v2" and call.agent is None and call.carrier is not None:
        call.authorize()
