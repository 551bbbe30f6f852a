"""Each carrier alone is enough, on every operation, and is the same agent."""

from __future__ import annotations

from typing import Any

from conformance.capability import CARRIERS, Capability
from conformance.contract import CORE_OPERATIONS, FEATURES
from conformance.drive.session import Session
from conformance.evidence import Answered, Memory
from conformance.expectation import expect_unchanged
from conformance.flows.auth.calls import (
    PAGE,
    all_succeed,
    call,
    flow,
    turn_away,
)
from conformance.redaction import label
from conformance.sabotage.answer import Answer
from conformance.sabotage.call import Call
from conformance.target import MAIN, OTHER

FLAWS = {
    "unknown": CORE_OPERATIONS,
    "empty": CORE_OPERATIONS,
    "truncated": ("new-message", "email-handoff"),
    "case_changed": ("new-message",),
}


@flow.scenario(vary=tuple((kind.value, kind.value) for kind in CARRIERS), together=True)
def each_carrier(session: Session, kind: str) -> None:
    """One carrier does everything alone; then it brings flawed credentials."""
    stage = session.stage
    if kind not in stage.contract.carriers:
        return
    opened = call(session, "chat", "new-chat", "", carrier=kind).value("chat_id")
    # The other operations show something even where a chat can't be opened by this carrier.
    chat = opened if isinstance(opened, str) else session.chat
    for step in (f"message_by_{kind.replace('-', '_')}", "message"):
        call(session, step, "new-message", chat, carrier=kind)
    _optional(session, kind, chat)
    call(session, "handoff", "email-handoff", chat, carrier=kind)
    name = stage.target.credentials.name_for(MAIN, kind)
    flawed = {
        "unknown": session.unique("token"),
        "empty": "",
        "truncated": label(f"{name}-truncated"),
    }
    if f"{name}-case-changed" in stage.target.credentials.derived():
        flawed["case_changed"] = label(f"{name}-case-changed")
    for flaw, credential in flawed.items():
        for operation in FLAWS[flaw]:
            call(session, flaw, operation, chat, carrier=kind, credential=credential)
    if kind == Capability.QUERY:
        beyond_ascii = session.unique("tökén")
        call(session, "unknown", "new-message", chat, carrier=kind, credential=beyond_ascii)


def _optional(session: Session, kind: str, chat: Any) -> None:
    """The operations of the features that the target claims, with the real credential and not."""
    for feature, step in ((Capability.TRANSCRIPT, "reading"), (Capability.AGENT, "agent_call")):
        if feature in session.stage.target.features:
            for operation in FEATURES[feature]:
                call(session, step, operation, chat, carrier=kind)
                for forged in (session.unique("token"), ""):
                    how = {"carrier": kind, "credential": forged}
                    call(session, f"forged_{step}", operation, chat, **how)


@each_carrier.must("AUTH-01", PAGE, needs={Capability.BEARER})
def bearer_is_enough(message_by_bearer: Answered, chat: Answered, handoff: Answered) -> None:
    """A bearer token alone is enough to open a chat, to write to it and to hand it off.

    The header `Authorization` is the first of the carriers that every endpoint has to accept.
    """
    all_succeed(chat, message_by_bearer, handoff)


@bearer_is_enough.broken_by
def takes_no_bearer_token_for_messages(answer: Answer) -> None:
    turn_away(answer)


@bearer_is_enough.broken_by
def looks_into_the_authorization_header_for_no_handoff(call: Call) -> None:
    if call.operation == "email-handoff" and call.carrier == Capability.BEARER:
        call.authorize(None)


@each_carrier.must("AUTH-02", PAGE, needs={Capability.API_KEY})
def api_key_is_enough(message_by_api_key: Answered, chat: Answered, handoff: Answered) -> None:
    """A token in the API key's header alone is enough to open, write to and hand off a chat.

    Integrations that can't set `Authorization` depend on it.
    """
    all_succeed(chat, message_by_api_key, handoff)


@api_key_is_enough.broken_by
def takes_no_api_key_for_messages(answer: Answer) -> None:
    turn_away(answer)


@api_key_is_enough.broken_by
def takes_no_api_key_for_new_chats(call: Call) -> None:
    if call.operation == "new-chat" and call.carrier == Capability.API_KEY:
        call.authorize(None)


@each_carrier.must("AUTH-03", PAGE, needs={Capability.QUERY})
def query_is_enough(message_by_query: Answered, chat: Answered, handoff: Answered) -> None:
    """A token in the query string alone is enough to open, write to and hand off a chat.

    Form services and webhooks that can't set any header depend on it.
    """
    all_succeed(chat, message_by_query, handoff)


@query_is_enough.broken_by
def takes_no_token_from_the_query_for_messages(answer: Answer) -> None:
    turn_away(answer)


@query_is_enough.broken_by
def looks_into_headers_only_at_handoffs(call: Call) -> None:
    if call.operation == "email-handoff" and call.carrier == Capability.QUERY:
        call.authorize(None)


@flow.always_must(
    "AUTH-15",
    PAGE,
    within={"CHAT-17"},
    needs={Capability.ONE_TOKEN},
    # In the smoke profile this flow opens no chat.
    optional=True,
    over=lambda evidence: (
        evidence.exchange.flow == "auth"
        and evidence.exchange.agent == MAIN
        and evidence.accepted
        and "agent_id" in evidence.json
        and "client_id" in evidence.json
    ),
)
def one_agent(chat: Answered, before: Memory) -> None:
    """A token is the same agent by every carrier: the chats that it opens have one `agent_id`.

    Else the chats of one integration end up with different agents.
    """
    expect_unchanged(chat, "/agent_id", before, "every carrier")


@one_agent.broken_by(also={"CHAT-17"})
def takes_each_carrier_for_an_agent_of_its_own(answer: Answer) -> None:
    answer["agent_id"] = f"agent-{answer.exchange.number}"


@one_agent.broken_by
def looks_tokens_of_the_query_up_in_another_table(call: Call) -> None:
    if call.carrier == Capability.QUERY and call.agent == MAIN:
        call.authorize(OTHER)
