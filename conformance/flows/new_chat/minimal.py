"""A chat is opened with nothing but what is required."""

from __future__ import annotations

from conformance.drive.session import Session
from conformance.evidence import Accepted, Answered
from conformance.expectation import expect
from conformance.flows.new_chat.flow import PAGE, flow
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.source import ours


@flow.scenario()
def minimal_chat(session: Session) -> None:
    """A chat is opened with nothing but the member that is required."""
    session.call("minimal_chat", "new-chat", {"client_id": session.unique("client")})


@minimal_chat.must("CHAT-02", PAGE)
def nothing_else_needed(minimal_chat: Answered) -> None:
    """A new chat needs nothing but a client_id: flags and metadata are optional.

    An integration that has no attribution to tell still gets its chat.
    """
    expect(minimal_chat).succeeds()


@nothing_else_needed.broken_by(also={"CHAT-11", "CHAT-12"})
def demands_metadata(answer: Answer) -> None:
    answer.refuse(422)


@nothing_else_needed.broken_by
def opens_no_chat_without_attribution(call: Call) -> None:
    if call.operation == "new-chat" and call.text("client_id") and not call.metadata:
        call.deny(422)


@minimal_chat.should("CHAT-11", ours("the page shows no default; the schema's is true"))
def ai_enabled_by_default(minimal_chat: Accepted) -> None:
    """A new chat has ai_enabled true where the request doesn't say.

    A visitor who writes into a chat that nobody switched off gets a reply.
    """
    expect(minimal_chat).at("/ai_enabled").equals(True)


@ai_enabled_by_default.broken_by
def leaves_the_ai_off_by_default(answer: Answer) -> None:
    answer["ai_enabled"] = False


@minimal_chat.should("CHAT-12", ours("the page shows no default; the schema's is false"))
def lead_collected_by_default(minimal_chat: Accepted) -> None:
    """A new chat has lead_collected false where the request doesn't say.

    A chat without a lead that counts as one spoils every report on leads.
    """
    expect(minimal_chat).at("/lead_collected").equals(False)


@lead_collected_by_default.broken_by
def counts_a_lead_by_default(answer: Answer) -> None:
    answer["lead_collected"] = True
