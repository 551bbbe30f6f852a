"""Ids: nothing that the server makes is ever made twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from conformance.evidence import Accepted, Evidence, Memory
from conformance.expectation import expect_new
from conformance.flows.contract.flow import flow
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.sabotage.renaming import rename_message
from conformance.source import page


def _of(operation: str) -> Callable[[Evidence], bool]:
    def over(evidence: Evidence) -> bool:
        return evidence.operation is not None and evidence.operation.goes_by(operation)

    return over


@flow.always_must("CON-11", page("Supported flows"), over=_of("new-chat"))
def chats_differ(chat: Accepted, seen: Memory) -> None:
    """All chats that are opened have different chat_ids.

    Each submission has a conversation of its own; two in one can't be told apart again.
    """
    expect_new(chat, "/chat_id", seen)


@chats_differ.broken_by
def goes_on_with_the_chat_before(answer: Answer) -> None:
    if answer.previous is not None:
        answer["chat_id"] = answer.previous["chat_id"]


@chats_differ.broken_by
def keeps_one_chat_for_each_client(call: Call) -> Iterator[None]:
    yield
    if call.operation == "new-chat" and call.answer.status == 200:
        own = call.answer.json["chat_id"]
        first = call.memory.notes.setdefault((call.agent, call.text("client_id")), own)
        if first != own:
            call.answer.json = {**call.answer.json, "chat_id": first}


@flow.always_must("CON-12", page("Append lead data to an active chat"), over=_of("new-message"))
def messages_differ(message: Accepted, seen: Memory) -> None:
    """All messages have different message_ids, also those with the same text.

    A message is found, read and referred to by its id for as long as there is a transcript.
    """
    expect_new(message, "/message_id", seen)


@messages_differ.broken_by
def gives_a_message_the_id_of_another(answer: Answer) -> None:
    if answer.previous is not None:
        answer["message_id"] = answer.previous["message_id"]


@messages_differ.broken_by
def numbers_messages_by_their_chats(call: Call) -> Iterator[None]:
    number = len(call.chat.messages) + 1 if call.chat is not None else 0
    yield
    rename_message(call, f"message-{number}")


@flow.always_must("CON-13", page("Escalate to email"), over=_of("email-handoff"))
def handoffs_differ(handoff: Accepted, seen: Memory) -> None:
    """All handoffs have different handoff_ids.

    By it a caller asks what became of one; two under one id hide each other.
    """
    expect_new(handoff, "/handoff_id", seen)


@handoffs_differ.broken_by
def gives_a_handoff_the_id_of_another(answer: Answer) -> None:
    if answer.previous is not None:
        answer["handoff_id"] = answer.previous["handoff_id"]


@handoffs_differ.broken_by
def numbers_handoffs_by_their_chats(call: Call) -> Iterator[None]:
    yield
    if call.operation == "email-handoff" and call.answer.status == 200 and call.chat is not None:
        number = len(call.chat.handoffs) + 1
        call.answer.json = {**call.answer.json, "handoff_id": f"handoff-{number}"}
