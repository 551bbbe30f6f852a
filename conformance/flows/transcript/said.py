"""What a transcript shows of what was said: all of it, in order, as it was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.evidence import Accepted
from conformance.expectation import expect
from conformance.flows.transcript.flow import (
    QUERYABLE,
    READINGS,
    REFERENCE,
    Shown,
    Told,
    expect_member,
    placed,
    places,
)
from conformance.flows.transcript.reading import story
from conformance.moment import same_moment
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import READING, Call
from conformance.source import ours


@story.must("TRAN-03", QUERYABLE)
def complete(reading: Shown, message: list[Accepted]) -> None:
    """Every message that was accepted is in the transcript, exactly once.

    The entire transcript has to remain queryable.
    """
    places(reading, message)


@complete.broken_by(step=READINGS)
def loses_a_message(answer: Answer) -> None:
    answer.json = answer.json[1:]


@complete.broken_by(
    step=READINGS,
    also={"TRAN-04", "TRAN-05", "TRAN-06", "TRAN-07", "TRAN-08", "TRAN-09", "TRAN-12"},
)
def shows_every_chat_as_a_new_one(answer: Answer) -> None:
    answer.json = []


@complete.broken_by(step=READINGS)
def takes_messages_with_the_same_text_for_one(answer: Answer) -> None:
    answer.json = answer.json[:-1]


@complete.broken_by(step=READINGS)
def shows_a_message_twice(answer: Answer) -> None:
    answer.json = [*answer.json, answer.json[-1]]


@complete.broken_by
def groups_what_is_the_same_into_one(call: Call) -> Iterator[None]:
    yield
    if call.operation == READING and call.answer.status == 200:
        groups: dict[tuple[str, str], Any] = {}
        for one in call.answer.json:
            groups.setdefault((one["sender"], one["content"]), one)
        call.answer.json = list(groups.values())


@story.must("TRAN-04", REFERENCE)
def in_order(reading: Told, message: list[Accepted]) -> None:
    """Messages stand in the transcript in the order in which they were sent, oldest first.

    An answer that stands before its question says something else.
    """
    found = [place for place, _ in placed(reading, message)]
    expect(reading).that(found == sorted(found), "", "the order of sending", f"places {found}")


@in_order.broken_by(step=READINGS)
def shows_the_newest_first(answer: Answer) -> None:
    answer.json = answer.json[::-1]


@in_order.broken_by
def sorts_by_the_sender_first(call: Call) -> Iterator[None]:
    yield
    if call.operation == READING and call.answer.status == 200:
        call.answer.json = sorted(call.answer.json, key=lambda one: str(one["sender"]))


@story.must("TRAN-05", QUERYABLE)
def as_said(reading: Told, message: list[Accepted]) -> None:
    """Each message stands in the transcript with the sender and the text that were sent.

    What is stored must be what was said, not only what was answered.
    """
    for place, one in placed(reading, message):
        for name in ("content", "sender"):
            expect_member(reading, place, name, one.sent[name])


@as_said.broken_by(step=READINGS)
def trims_what_it_stores(answer: Answer) -> None:
    answer.json = [{**one, "content": one["content"].strip()} for one in answer.json]


@as_said.broken_by(step=READINGS)
def tells_all_in_one_voice(answer: Answer) -> None:
    answer.json = [{**one, "sender": "user"} for one in answer.json]


@as_said.broken_by
def trims_after_it_has_answered(call: Call) -> Iterator[None]:
    text = call.text("content")
    if call.operation == "new-message" and text != text.strip():
        call.replace(content=text.strip())
        yield
        if call.answer.status == 200:
            call.answer.json = {**call.answer.json, "content": text}


@story.must("TRAN-06", QUERYABLE)
def metadata_as_sent(reading: Told, message: list[Accepted]) -> None:
    """Every metadata value that a transcript shows is the value that was sent, at any depth.

    Automations that start later read it from there.
    """
    for place, one in placed(reading, [one for one in message if "metadata" in one.sent]):
        expect(reading).at(f"/{place}/metadata").keeps(one.sent["metadata"])


@metadata_as_sent.broken_by(step=READINGS)
def stores_numbers_as_text(answer: Answer) -> None:
    answer.json = [
        {**one, "metadata": {**one["metadata"], "n": "1.5"}} if one.get("metadata") else one
        for one in answer.json
    ]


@metadata_as_sent.broken_by(also={"SEQ-11"})
def answers_with_what_was_sent_and_stores_text(call: Call) -> Iterator[None]:
    stored = {key: _as_text(value) for key, value in call.metadata.items()}
    if call.operation == "new-message" and stored != call.metadata:
        call.replace(metadata=stored)
        yield
        if call.answer.status == 200:
            call.answer.json = {**call.answer.json, "metadata": call.metadata}


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) else value


@story.should("TRAN-09", ours("the page calls the record a timeline"))
def moment_as_told(reading: Told, message: list[Accepted]) -> None:
    """A message in a transcript has the `created_at` that its own answer had.

    A time that is another in each place is of no use to an audit.
    """
    for place, one in placed(reading, message):
        shown = expect(reading).at(f"/{place}/created_at")
        told = one.json.get("created_at")
        if not same_moment(shown.value, told):
            shown.equals(told)


@moment_as_told.broken_by(step=READINGS)
def tells_when_it_was_read(answer: Answer) -> None:
    answer.json = [{**one, "created_at": "2030-01-01T00:00:00Z"} for one in answer.json]
