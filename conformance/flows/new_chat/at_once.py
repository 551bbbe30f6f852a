"""Several chats: opened at the same moment, and all of one agent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered, Evidence, Memory
from conformance.expectation import expect, expect_all_different, expect_unchanged
from conformance.flows.new_chat.flow import FLOWS, PAGE, flow
from conformance.redaction import LABEL
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call


@flow.scenario()
def chats_at_once(session: Session) -> None:
    """One client submits three forms at the same moment; one chat is handed off at once."""
    client = session.unique("client")
    opened: list[Any] = []

    def submission(number: int) -> Callable[[Session], None]:
        def submit(one: Session) -> None:
            body = one.chat_body(client_id=client, metadata={"submission": number})
            opened.append(one.call("chat_at_once", "new-chat", body).value("chat_id"))

        return submit

    session.together([submission(number) for number in range(3)])
    session.call("handoff_at_once", "email-handoff", session.handoff_body(opened[0]))


@chats_at_once.must("CHAT-13", FLOWS)
def accepted_at_once(chat_at_once: list[Answered]) -> None:
    """New chats of one client are accepted also at the same moment.

    Forms are submitted in parallel and sent twice; none of them may be lost to a race.
    """
    for chat in chat_at_once:
        expect(chat).succeeds()


def _of_the_same_client(call: Call) -> list[Call]:
    """The requests for chats of the same client that are under way."""
    if call.operation != "new-chat":
        return []
    call.hold = 0.1
    client = call.text("client_id")
    return [one for one in call.meanwhile if one.text("client_id") == client]


@accepted_at_once.broken_by
def locks_a_client_while_it_opens_a_chat(call: Call) -> None:
    if _of_the_same_client(call):
        call.deny(409)


@accepted_at_once.broken_by(also={"CHAT-14", "CHAT-15"})
def takes_one_chat_of_a_client_at_a_time(answer: Answer) -> None:
    if answer.previous is not None:
        answer.refuse(409)


@chats_at_once.must("CHAT-14", FLOWS, within={"CON-11"})
def chats_of_their_own(chat_at_once: list[Accepted]) -> None:
    """Chats that one client opens at the same moment all have different chat_ids.

    Each submission gets a conversation of its own; two in one can't be told apart again.
    """
    expect_all_different(chat_at_once, "/chat_id")


@chats_of_their_own.broken_by(also={"CON-11"})
def gives_a_client_the_chat_it_has(answer: Answer) -> None:
    if answer.previous is not None:
        answer["chat_id"] = answer.previous["chat_id"]


@chats_of_their_own.broken_by
def numbers_the_chats_of_a_client_without_a_lock(call: Call) -> Iterator[None]:
    others = _of_the_same_client(call)
    yield
    if others and others[0].answer.status == call.answer.status == 200:
        call.answer.json = {**call.answer.json, "chat_id": others[0].answer.json["chat_id"]}


@chats_at_once.must("CHAT-15", PAGE)
def own_submission(chat_at_once: list[Accepted]) -> None:
    """Chats opened at the same moment each have the client and the metadata of their own request.

    State that requests share shows only under load, and then gives one lead another's data.
    """
    for chat in chat_at_once:
        expect(chat).at("/client_id").same_as_sent()
        expect(chat).at("/metadata").keeps_what_was_sent()


@own_submission.broken_by
def makes_client_ids_unique(answer: Answer) -> None:
    if answer.previous is not None:
        answer["client_id"] += "-2"


@own_submission.broken_by
def confuses_metadata_of_the_same_moment(answer: Answer) -> None:
    if answer.previous is not None:
        answer["metadata"] = answer.previous["metadata"]


@own_submission.broken_by
def keeps_the_metadata_of_a_client_in_one_place(call: Call) -> None:
    others = _of_the_same_client(call)
    if others:
        call.replace(metadata=others[0].metadata)


@chats_at_once.must("CHAT-16", FLOWS)
def handed_off_at_once(handoff_at_once: Answered) -> None:
    """A new chat can be handed off as soon as its answer is there.

    A form may ask for a person at once, before anything is said.
    """
    expect(handoff_at_once).succeeds()


@handed_off_at_once.broken_by
def hands_off_no_chat_without_messages(answer: Answer) -> None:
    answer.refuse(409)


@handed_off_at_once.broken_by
def has_nothing_to_hand_off_before_a_message(call: Call) -> None:
    if call.operation == "email-handoff" and call.chat is not None and not call.chat.messages:
        call.deny(409)


def _opens_a_chat(evidence: Evidence) -> bool:
    operation = evidence.operation
    opens = operation is not None and operation.goes_by("new-chat")
    return opens and evidence.exchange.agent is not None


@flow.always_must("CHAT-17", PAGE, over=_opens_a_chat)
def agent_of_the_credential(chat: Accepted, agents: Memory) -> None:
    """All chats that are opened with one credential have the same agent_id.

    The agent follows from the credential alone; it is never sent.
    """
    request = chat.exchange.request
    credential = str(LABEL.findall(f"{request.url} {request.headers}"))
    expect_unchanged(chat, "/agent_id", agents, credential)


@agent_of_the_credential.broken_by
def makes_an_agent_for_each_chat(answer: Answer) -> None:
    if answer.previous is not None:
        answer["agent_id"] += "-2"


@agent_of_the_credential.broken_by
def takes_each_client_for_an_agent(call: Call) -> Iterator[None]:
    yield
    if call.operation == "new-chat" and call.answer.status == 200:
        call.answer.json = {**call.answer.json, "agent_id": f"agent of {call.text('client_id')}"}
