"""One chat from its first message over a handoff to its last: its transcript can be read."""

from __future__ import annotations

from conformance.capability import Capability
from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect
from conformance.flows.transcript.flow import READ, REFERENCE, Told, flow
from conformance.resources import fixture
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import READING, Call


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


@readable.broken_by
def shows_a_transcript_only_to_whom_a_chat_was_handed_off(call: Call) -> None:
    if call.operation == READING and call.chat is not None and not call.chat.handoffs:
        call.deny(404)


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


@new_chat_has_one.broken_by
def looks_for_the_chat_among_the_messages(call: Call) -> None:
    if call.operation == READING and call.chat is not None and not call.chat.messages:
        call.deny(404)


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


@unknown_is_404.broken_by
def shows_the_last_chat_for_any_other(call: Call) -> None:
    if call.operation == READING and call.chat is None and call.earlier_chats:
        call.read_instead(call.earlier_chats[-1])
