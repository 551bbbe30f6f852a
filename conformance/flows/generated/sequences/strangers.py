"""What is required of another agent's calls in the course of a series."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.capability import Capability
from conformance.evidence import Accepted, Answered, Case
from conformance.expectation import expect, one_finding, written
from conformance.flows.generated.sequences.driving import sequence
from conformance.flows.generated.sequences.model import Shown, readings
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import rfc

FORBIDDEN = rfc(9110, "15.5.4")


@sequence.must("SEQ-14", FORBIDDEN, needs={Capability.OTHER_AGENT})
def refused(foreign_call: list[Answered], opened: list[Accepted], said: list[Accepted]) -> None:
    """Another agent's call in a chat is refused with 403 or 404 at any time, also after a handoff.

    A handoff opens a chat to a person, not to everyone who has a token.
    """
    for call in foreign_call:
        expect(call).status(403, 404)


@refused.broken_by
def shows_transcripts_to_every_agent(answer: Answer) -> None:
    if answer.sent is None:
        answer.become(answer.others["read"])


@refused.broken_by
def lets_every_agent_write(answer: Answer) -> None:
    sent = answer.sent
    if sent is not None:
        answer.become(answer.others["said"])
        answer.json = {**answer.json, **sent, "message_id": f"let-in-{answer.exchange.number}"}


@refused.broken_by(also={"CON-01"})
def fails_at_chats_of_other_agents(answer: Answer) -> None:
    answer.refuse(500)


@refused.broken_by
def opens_a_chat_to_every_agent_once_it_is_handed_off(call: Call) -> None:
    if call.agent is not None and call.chat is not None and call.chat.handoffs:
        call.authorize(call.owner)


@sequence.must("SEQ-15", FORBIDDEN, needs={Capability.OTHER_AGENT, Capability.TRANSCRIPT})
def no_trace(
    read: list[Shown],
    foreign_call: list[Answered],
    said: list[Accepted],
    opened: list[Accepted],
    case: Case,
) -> None:
    """No reading shows a message that another agent tried to write.

    A refusal that comes after the writing refuses nothing.
    """
    for reading in readings(case):
        texts = reading.only_in(reading.foreign)
        strange = [one["content"] for one in reading.shown if one.get("content") in texts]
        with one_finding("another agent's message"):
            expect(reading.transcript).that(
                not strange, "", "no message of another agent", written(strange)
            )


@no_trace.broken_by
def writes_before_it_refuses(answer: Answer) -> None:
    foreign = answer.others["foreign_call"].sent["content"]
    answer.json = [*answer.json, {**answer.json[0], "message_id": "let-in", "content": foreign}]


@no_trace.broken_by(also={"TEN-05"})
def looks_whose_chat_it_is_when_it_has_written(call: Call) -> Iterator[None]:
    if call.operation != "new-message" or call.agent is None or call.owner in {None, call.agent}:
        return
    call.authorize(call.owner)
    yield
    if call.answer.status == 200:
        call.answer.become(404)
