"""One chat from its first message over a handoff to its last, and what can be read of it."""

from __future__ import annotations

from conformance.capability import Capability
from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect, written
from conformance.flows.transcript.flow import (
    QUERYABLE,
    READ,
    REFERENCE,
    RETAINED,
    Told,
    expect_member,
    expect_preserved,
    flow,
    places,
)
from conformance.moment import same_moment
from conformance.requirement import ours
from conformance.resources import fixture
from conformance.sabotage.answer import Answer


@flow.scenario(needs={Capability.TRANSCRIPT})
def story(session: Session) -> None:
    """Messages are appended and read; the chat is handed off and read again."""
    chat = session.open_chat(ai_enabled=False)
    where = {"chat_id": chat}
    session.call("new_reading", READ, path=where)
    for message in fixture("story-messages"):
        session.call("message", "new-message", {"chat_id": chat, **message})
    session.call("reading", READ, path=where)
    session.call("same_reading", READ, path=where)
    session.call("unknown_chat", READ, path={"chat_id": session.unknown_chat()})
    session.call("handoff", "email-handoff", session.handoff_body(chat, reason="Pricing"))
    session.call("later_reading", READ, path=where)


@story.must("TRAN-01", REFERENCE)
def readable(reading: Answered, message: list[Accepted]) -> None:
    """A chat's transcript can be read, as an array of messages.

    It is what an agent, a person and an audit work from.
    """
    expect(reading).succeeds()
    expect(reading).at("").satisfies(lambda value: isinstance(value, list), "an array")


@readable.broken_by(
    also={
        "CON-04",
        "TRAN-03",
        "TRAN-04",
        "TRAN-05",
        "TRAN-06",
        "TRAN-07",
        "TRAN-08",
        "TRAN-09",
        "TRAN-12",
    }
)
def wraps_the_messages_in_an_object(answer: Answer) -> None:
    answer.json = {"messages": answer.json}


@readable.broken_by(
    also={"TRAN-03", "TRAN-04", "TRAN-05", "TRAN-06", "TRAN-07", "TRAN-08", "TRAN-09", "TRAN-12"}
)
def shows_no_transcripts(answer: Answer) -> None:
    answer.refuse(404)


@story.must("TRAN-02", REFERENCE)
def new_chat_has_one(new_reading: Answered, message: list[Accepted]) -> None:
    """The transcript of a new chat can be read before anything is said.

    An empty one is an empty array: a 404 would say that there is no such chat.
    """
    expect(new_reading).succeeds()
    expect(new_reading).at("").satisfies(lambda value: isinstance(value, list), "an array")


@new_chat_has_one.broken_by
def finds_no_chat_without_messages(answer: Answer) -> None:
    answer.refuse(404)


@story.must("TRAN-03", QUERYABLE)
def complete(reading: Told, message: list[Accepted]) -> None:
    """Every message that was accepted is in the transcript, exactly once.

    The entire transcript has to remain queryable.
    """
    places(reading, message)


@complete.broken_by(also={"TRAN-04", "TRAN-05", "TRAN-06", "TRAN-08", "TRAN-09"})
def loses_a_message(answer: Answer) -> None:
    answer.json = answer.json[1:]


@complete.broken_by(also={"TRAN-04", "TRAN-05", "TRAN-06", "TRAN-08", "TRAN-09"})
def takes_messages_with_the_same_text_for_one(answer: Answer) -> None:
    answer.json = answer.json[:-1]


@complete.broken_by(also={"TRAN-04", "TRAN-05", "TRAN-06", "TRAN-08", "TRAN-09"})
def shows_a_message_twice(answer: Answer) -> None:
    answer.json = [*answer.json, answer.json[-1]]


@story.must("TRAN-04", REFERENCE)
def in_order(reading: Told, message: list[Accepted]) -> None:
    """Messages stand in the transcript in the order in which they were sent, oldest first.

    An answer that stands before its question says something else.
    """
    found = places(reading, message)
    expect(reading).that(found == sorted(found), "", "the order of sending", f"places {found}")


@in_order.broken_by(also={"TRAN-07", "TRAN-08"})
def shows_the_newest_first(answer: Answer) -> None:
    answer.json = answer.json[::-1]


@story.must("TRAN-05", QUERYABLE)
def as_said(reading: Told, message: list[Accepted]) -> None:
    """Each message stands in the transcript with the sender and the text that were sent.

    What is stored must be what was said, not only what was answered.
    """
    for place, one in zip(places(reading, message), message, strict=True):
        for name in ("content", "sender"):
            expect_member(reading, place, name, one.sent[name])


@as_said.broken_by(also={"TRAN-07"})
def trims_what_it_stores(answer: Answer) -> None:
    answer.json = [{**one, "content": one["content"].strip()} for one in answer.json]


@as_said.broken_by(also={"TRAN-07"})
def tells_all_in_one_voice(answer: Answer) -> None:
    answer.json = [{**one, "sender": "user"} for one in answer.json]


@story.must("TRAN-06", QUERYABLE)
def metadata_as_sent(reading: Told, message: list[Accepted]) -> None:
    """Every metadata value that a transcript shows is the value that was sent, at any depth.

    Automations that start later read it from there.
    """
    for place, one in zip(places(reading, message), message, strict=True):
        if "metadata" in one.sent:
            expect(reading).at(f"/{place}/metadata").keeps(one.sent["metadata"])


@metadata_as_sent.broken_by(also={"TRAN-07"})
def stores_numbers_as_text(answer: Answer) -> None:
    answer.json = [
        {**one, "metadata": {**one["metadata"], "n": "1.5"}} if one.get("metadata") else one
        for one in answer.json
    ]


@story.must("TRAN-07", RETAINED)
def preserved(later_reading: Told, reading: Told, handoff: Accepted) -> None:
    """After a handoff, all that was in the transcript is still there, unchanged and in order.

    The record is immutable; whoever takes over must see what was said.
    """
    expect_preserved(later_reading, reading)


@preserved.broken_by
def starts_a_new_transcript_for_the_person(answer: Answer) -> None:
    answer.json = [{**answer.json[0], "message_id": "handoff-note", "content": "Handed off."}]


@preserved.broken_by
def hides_what_was_said_before(answer: Answer) -> None:
    answer.json = [{**one, "content": "[redacted]"} for one in answer.json]


@preserved.broken_by
def sorts_anew_after_a_handoff(answer: Answer) -> None:
    answer.json = answer.json[::-1]


@story.should("TRAN-08", ours("between the two readings nothing was sent"))
def repeatable(same_reading: Told, reading: Told) -> None:
    """Reading a transcript twice shows the same messages.

    Reading changes nothing.
    """
    before = [one.get("message_id") for one in reading.json]
    after = [one.get("message_id") for one in same_reading.json]
    expect(same_reading).that(after == before, "", written(before), written(after))


@repeatable.broken_by
def shows_each_message_only_once(answer: Answer) -> None:
    answer.json = answer.json[-1:]


@story.should("TRAN-09", ours("the page calls the record a timeline"))
def moment_as_told(reading: Told, message: list[Accepted]) -> None:
    """A message in a transcript has the `created_at` that its own answer had.

    A time that is another in each place is of no use to an audit.
    """
    for place, one in zip(places(reading, message), message, strict=True):
        shown = expect(reading).at(f"/{place}/created_at")
        told = one.json.get("created_at")
        if not same_moment(shown.value, told):
            shown.equals(told)


@moment_as_told.broken_by(also={"TRAN-07"})
def tells_when_it_was_read(answer: Answer) -> None:
    answer.json = [{**one, "created_at": "2030-01-01T00:00:00Z"} for one in answer.json]


@story.must("TRAN-12", REFERENCE)
def unknown_is_404(unknown_chat: Answered, reading: Told) -> None:
    """The transcript of an unknown chat is answered 404.

    An empty array would say that the chat is there and nobody has spoken.
    """
    expect(unknown_chat).status(404)


@unknown_is_404.broken_by
def shows_an_empty_transcript(answer: Answer) -> None:
    answer.become(answer.others["reading"])
    answer.json = []
