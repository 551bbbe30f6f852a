"""A transcript that is read again: nothing in it has changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.evidence import Accepted
from conformance.expectation import expect, written
from conformance.flows.transcript.flow import RETAINED, Shown, Told, expect_preserved
from conformance.flows.transcript.reading import story
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import READING, Call
from conformance.source import ours

ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")


@story.must("TRAN-07", RETAINED)
def preserved(later_reading: Shown, reading: Told, handoff: Accepted) -> None:
    """After a handoff, all that was in the transcript is still there, unchanged and in order.

    The record is immutable; whoever takes over must see what was said.
    """
    expect_preserved(later_reading, reading)


@preserved.broken_by
def starts_a_new_transcript_for_the_person(answer: Answer) -> None:
    answer.json = [{**answer.json[0], "message_id": "handoff-note", "content": "Handed off."}]


@preserved.broken_by
def closes_a_transcript_with_a_handoff(answer: Answer) -> None:
    answer.json = []


@preserved.broken_by
def hides_what_was_said_before(answer: Answer) -> None:
    answer.json = [{**one, "content": "[redacted]"} for one in answer.json]


@preserved.broken_by
def sorts_anew_after_a_handoff(answer: Answer) -> None:
    answer.json = answer.json[::-1]


def _handoffs(call: Call) -> list[tuple[str, int]]:
    """The handoffs of a chat whose transcript is shown."""
    shown = call.operation == READING and call.answer.status == 200
    return call.chat.handoffs if shown and call.chat is not None else []


@preserved.broken_by
def shows_a_chat_from_its_last_handoff_on(call: Call) -> Iterator[None]:
    yield
    if call.chat is not None and (handoffs := _handoffs(call)):
        before = {one.message_id for one in call.chat.messages[: handoffs[-1][1]]}
        left = [one for one in call.answer.json if one["message_id"] not in before]
        call.answer.json = left


@preserved.broken_by
def takes_addresses_out_of_what_it_hands_off(call: Call) -> Iterator[None]:
    yield
    if _handoffs(call):
        masked = [{**one, "content": ADDRESS.sub("…", one["content"])} for one in call.answer.json]
        call.answer.json = masked


@story.should("TRAN-08", ours("between the two readings nothing was sent"))
def repeatable(same_reading: Shown, reading: Told) -> None:
    """Reading a transcript twice shows the same messages.

    Reading changes nothing.
    """
    before = [one.get("message_id") for one in reading.json]
    after = [one.get("message_id") for one in same_reading.json]
    expect(same_reading).that(after == before, "", written(before), written(after))


@repeatable.broken_by
def shows_each_message_only_once(answer: Answer) -> None:
    answer.json = answer.json[-1:]


@repeatable.broken_by
def shows_what_is_new_to_the_reader(call: Call) -> Iterator[None]:
    read = call.memory.notes.setdefault("read", set())
    yield
    if call.operation == READING and call.answer.status == 200:
        new = [one for one in call.answer.json if one["message_id"] not in read]
        read.update(one["message_id"] for one in new)
        call.answer.json = new
