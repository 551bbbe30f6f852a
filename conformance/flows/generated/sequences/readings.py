"""What is required of the transcripts that are read in a series: that they are the model's."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.capability import Capability
from conformance.evidence import Accepted, Answered, Case
from conformance.expectation import expect, one_finding, written
from conformance.flows.generated.sequences.driving import sequence
from conformance.flows.generated.sequences.model import Shown, is_transcript, readings
from conformance.flows.transcript.flow import (
    QUERYABLE,
    REFERENCE,
    RETAINED,
    expect_member,
    expect_preserved,
    places,
)
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import READING, Call

NEEDS = frozenset({Capability.TRANSCRIPT})


@sequence.must("SEQ-09", REFERENCE, needs=NEEDS)
def readable(read: list[Answered], opened: list[Accepted]) -> None:
    """Every open chat's transcript can be read at any time, before and after a handoff.

    The record doesn't close with the conversation.
    """
    for reading in read:
        expect(reading).succeeds()
        expect(reading).at("").satisfies(is_transcript, "an array of messages")


@readable.broken_by(also={"SEQ-10", "SEQ-11", "SEQ-12", "SEQ-13", "SEQ-15"})
def shows_a_transcript_only_once(answer: Answer) -> None:
    if answer.previous is not None:
        answer.refuse(410)


@readable.broken_by
def closes_the_record_with_the_handoff(call: Call) -> None:
    if call.operation == READING and call.chat is not None and call.chat.handoffs:
        call.deny(410)


@sequence.must("SEQ-10", QUERYABLE, needs=NEEDS)
def complete(read: list[Shown], said: list[Accepted], opened: list[Accepted], case: Case) -> None:
    """Every reading shows all messages that its chat has accepted so far, once and in order.

    Also those with a text that was there before, and those that came after a handoff.
    """
    for reading in readings(case):
        with one_finding("a message missing or twice"):
            found = places(reading.transcript, list(reading.messages))
        with one_finding("another order"):
            in_order = found == sorted(found)
            expect(reading.transcript).that(in_order, "", "the order of sending", f"{found}")


@complete.broken_by
def loses_the_last_message(answer: Answer) -> None:
    answer.json = answer.json[:-1]


@complete.broken_by
def shows_a_message_twice(answer: Answer) -> None:
    answer.json = [*answer.json, answer.json[-1]]


@complete.broken_by
def shows_the_newest_first(answer: Answer) -> None:
    answer.json = answer.json[::-1]


@complete.broken_by
def shows_the_last_page_alone(call: Call) -> Iterator[None]:
    yield
    shown = call.answer.json if call.operation == READING and call.answer.status == 200 else []
    if len(shown) > 2:
        call.answer.json = shown[-2:]


@sequence.must("SEQ-11", QUERYABLE, needs=NEEDS)
def as_said(read: list[Shown], said: list[Accepted], opened: list[Accepted], case: Case) -> None:
    """Every reading shows each message with the text, sender and metadata that were sent.

    What is stored must be what was said, not only what was answered.
    """
    for reading in readings(case):
        ids = [one.get("message_id") for one in reading.shown]
        for message in reading.messages:
            id_ = message.json.get("message_id")
            if id_ not in ids:
                continue
            place, sent = ids.index(id_), message.sent
            for name in ("content", "sender"):
                with one_finding(f"another {name}"):
                    expect_member(reading.transcript, place, name, sent[name])
            if "metadata" in sent:
                with one_finding("other metadata"):
                    expect(reading.transcript).at(f"/{place}/metadata").keeps(sent["metadata"])


@as_said.broken_by
def stores_the_first_text_again_and_again(answer: Answer) -> None:
    answer.json = [{**one, "content": answer.json[0]["content"]} for one in answer.json]


@as_said.broken_by
def tells_all_in_one_voice(answer: Answer) -> None:
    answer.json = [{**one, "sender": "user"} for one in answer.json]


@as_said.broken_by
def stores_the_first_metadata_again_and_again(answer: Answer) -> None:
    answer.json = [{**one, "metadata": answer.json[0]["metadata"]} for one in answer.json]


@as_said.broken_by(also={"TRAN-05"})
def stores_all_that_is_said_as_the_visitors(call: Call) -> Iterator[None]:
    sender = call.text("sender")
    if call.operation != "new-message" or sender != "assistant":
        return
    call.replace(sender="user")
    yield
    if call.answer.status == 200:
        call.answer.json = {**call.answer.json, "sender": sender}


@sequence.must("SEQ-12", QUERYABLE, needs=NEEDS)
def nothing_else(
    read: list[Shown], said: list[Accepted], opened: list[Accepted], case: Case
) -> None:
    """No reading shows a message of another chat.

    It would show one visitor's words to another.
    """
    for reading in readings(case):
        # That an id was given twice is another requirement's business.
        known = [one.json.get("message_id") for one in reading.messages]
        strange = [one.json.get("message_id") for one in reading.elsewhere]
        ids = [id_ for id_ in strange if id_ not in known]
        texts = reading.only_in(reading.elsewhere)
        for place, one in enumerate(reading.shown):
            own = (
                one.get("message_id") not in ids
                and one.get("content") not in texts
                and one.get("chat_id", reading.chat) == reading.chat
            )
            with one_finding("a message of another chat"):
                expect(reading.transcript).that(
                    own, f"/{place}", "no message of another chat", written(one)
                )


@nothing_else.broken_by
def shows_messages_of_all_chats(answer: Answer) -> None:
    answer.json = [*answer.json, answer.others["said"].json]


@nothing_else.broken_by
def copies_messages_of_all_chats(answer: Answer) -> None:
    other = {**answer.others["said"].json, "chat_id": answer.json[0]["chat_id"]}
    answer.json = [*answer.json, {**other, "message_id": "copy"}]


@nothing_else.broken_by(also={"SEQ-13"})
def shows_the_newest_message_of_an_agent_in_every_chat(call: Call) -> Iterator[None]:
    yield
    newest, answer = call.memory.notes, call.answer
    if call.operation == "new-message" and answer.status == 200:
        newest[call.agent] = answer.json
    elif call.operation == READING and answer.status == 200:
        message = newest.get(call.agent, {"chat_id": call.chat_id})
        if message["chat_id"] != call.chat_id:
            answer.json = [*answer.json, message]


@sequence.must("SEQ-13", RETAINED, needs=NEEDS)
def preserved(read: list[Shown], said: list[Accepted], opened: list[Accepted], case: Case) -> None:
    """What one reading has shown, the next one of the same chat shows unchanged and in order.

    The record is immutable, whatever is appended to it and however often it is handed off.
    """
    for reading in readings(case):
        if reading.earlier is not None:
            with one_finding("not what was there before"):
                expect_preserved(reading.transcript, reading.earlier)


@preserved.broken_by
def tells_when_it_was_read(answer: Answer) -> None:
    moment = f"2030-01-01T00:00:{answer.exchange.number % 60:02}Z"
    answer.json = [{**one, "created_at": moment} for one in answer.json]


@preserved.broken_by(also={"SEQ-11"})
def hides_what_was_said_before_a_handoff(answer: Answer) -> None:
    if answer.previous is not None:
        answer.json = [{**one, "content": "[redacted]"} for one in answer.json]


@preserved.broken_by(also={"SEQ-10"})
def starts_a_new_transcript_for_the_person(answer: Answer) -> None:
    if answer.previous is not None:
        answer.json = answer.json[-1:]


@preserved.broken_by
def strikes_out_what_was_said_before_a_handoff(call: Call) -> Iterator[None]:
    yield
    handoffs = call.chat.handoffs if call.chat is not None else []
    if call.operation == READING and call.answer.status == 200 and handoffs:
        struck = [{**one, "content": "[with a person]"} for one in call.answer.json]
        count = handoffs[-1][1]
        call.answer.json = [*struck[:count], *call.answer.json[count:]]
