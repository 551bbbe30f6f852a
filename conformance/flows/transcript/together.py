"""Two chats written to at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from conformance.capability import Capability
from conformance.drive.session import Session
from conformance.evidence import Accepted
from conformance.expectation import expect, written
from conformance.flows.transcript.flow import QUERYABLE, READ, Shown, Told, flow, places
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import READING, Call

OF_EACH = 3


@flow.scenario(needs={Capability.TRANSCRIPT})
def two_chats(session: Session) -> None:
    """Messages reach two chats at the same moment; then one of them is read."""
    chat = session.open_chat(ai_enabled=False)

    def write(step: str, where: Any) -> Callable[[Session], None]:
        def send(one: Session) -> None:
            one.call(step, "new-message", one.message_body(where))

        return send

    own = [write("message", chat) for _ in range(OF_EACH)]
    session.together(own + [write("other_message", session.chat) for _ in range(OF_EACH)])
    session.call("reading", READ, path={"chat_id": chat})


@two_chats.must("TRAN-10", QUERYABLE)
def all_there(reading: Shown, message: list[Accepted]) -> None:
    """Messages that reach a chat at the same moment are all in its transcript, each once.

    A list that is read, extended and written back loses what came in between.
    """
    places(reading, message)


@all_there.broken_by
def loses_what_came_at_the_same_moment(answer: Answer) -> None:
    answer.json = answer.json[:1]


@all_there.broken_by
def makes_the_list_of_a_chat_at_its_first_message(call: Call) -> Iterator[None]:
    lost = call.memory.notes.setdefault("lost", set())
    first = call.operation == "new-message" and call.chat is not None and not call.chat.messages
    late = first and any(one.chat_id == call.chat_id for one in call.meanwhile)
    call.hold = 0.1 if first else 0.0
    yield
    if late and call.answer.status == 200:
        lost.add(call.answer.json["message_id"])
    if call.operation == READING and call.answer.status == 200:
        call.answer.json = [one for one in call.answer.json if one["message_id"] not in lost]


@two_chats.must("TRAN-11", QUERYABLE)
def nothing_else(reading: Told, message: list[Accepted], other_message: list[Accepted]) -> None:
    """A message to one chat is never in the transcript of another.

    It would show one visitor's words to another.
    """
    texts = [one.get("content") for one in reading.json]
    strange = [one.sent["content"] for one in other_message if one.sent["content"] in texts]
    expect(reading).that(not strange, "", "no message of another chat", written(strange))


@nothing_else.broken_by
def shows_messages_of_all_chats(answer: Answer) -> None:
    other = answer.others["other_message"].json
    answer.json = [*answer.json, {**other, "chat_id": answer.json[0]["chat_id"]}]


@nothing_else.broken_by
def looks_messages_up_by_their_agent(call: Call) -> Iterator[None]:
    of_the_agent = call.memory.notes.setdefault(str(call.agent), [])
    yield
    if call.operation == "new-message" and call.answer.status == 200:
        of_the_agent.append(call.answer.json)
    if call.operation == READING and call.answer.status == 200:
        shown = {one["message_id"] for one in call.answer.json}
        others = [one for one in of_the_agent if one["message_id"] not in shown]
        call.answer.json = call.answer.json + others
