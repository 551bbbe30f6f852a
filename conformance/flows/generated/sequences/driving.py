"""A series is driven call by call; each kind of call is a step of its own."""

from __future__ import annotations

import itertools
from typing import Any

from conformance.capability import Capability
from conformance.drive.session import Session
from conformance.flows.generated.flow import flow
from conformance.plan import Plan, Variations
from conformance.sequence import Call, Sequence, What, load
from conformance.target import MAIN, Target

OPERATIONS = {
    What.OPEN: "new-chat",
    What.SAY: "new-message",
    What.HAND_OFF: "email-handoff",
    What.READ: "{chat_id}/messages",
    What.ASK: "external/agent",
}
STEPS = {
    What.OPEN: "opened",
    What.SAY: "said",
    What.HAND_OFF: "handed_off",
    What.READ: "read",
    What.ASK: "asked",
}
AFTER_HANDOFF = {What.SAY: "said_afterwards", What.HAND_OFF: "handed_off_again"}
"""What a server may refuse in a chat that was handed off, so these have steps of their own."""

FOREIGN = "foreign_call"
"""The step of another agent's calls."""

FEATURES = {What.READ: Capability.TRANSCRIPT, What.ASK: Capability.AGENT}


def chosen(plan: Plan) -> Variations:
    """All sequences; where a sample is enough, the first, which has a bit of everything."""
    named = ((sequence.id, sequence) for sequence in load())
    return itertools.islice(named, 1) if plan.sample else named


@flow.scenario(vary=chosen)
def sequence(session: Session, sequence: Sequence) -> None:
    """A generated series of calls is made, as far as the target and its credentials allow."""
    chats: dict[int, Any] = {}
    handed_off: set[int] = set()
    for call in sequence.calls:
        if not _possible(call, session.stage.target):
            continue
        if call.what is What.OPEN:
            chats[call.chat] = _open(session, call)
            continue
        foreign = sequence.foreign(call)
        afterwards = AFTER_HANDOFF if call.chat in handed_off else {}
        step = FOREIGN if foreign else afterwards.get(call.what, STEPS[call.what])
        _call(session, step, call, chats[call.chat])
        if call.what is What.HAND_OFF and not foreign:
            handed_off.add(call.chat)


def _possible(call: Call, target: Target) -> bool:
    """Whether the target has what a call needs, and there is a credential for its agent."""
    feature = FEATURES.get(call.what)
    known = call.agent == MAIN or call.agent in target.credentials.secrets
    return known and (feature is None or feature in target.features)


def _open(session: Session, call: Call) -> Any:
    members = {**call.flags, "metadata": call.metadata}
    return session.open_chat(STEPS[What.OPEN], agent=call.agent, **members)


def _call(session: Session, step: str, call: Call, chat: Any) -> None:
    operation = OPERATIONS[call.what]
    if call.what is What.READ:
        session.call(step, operation, path={"chat_id": chat}, agent=call.agent)
        return
    words = "reason" if call.what is What.HAND_OFF else "content"
    members = {
        "sender": call.sender,
        "customer_email": call.address,
        words: call.text,
        "metadata": call.metadata,
    }
    body = {name: value for name, value in members.items() if value is not None}
    session.call(step, operation, {"chat_id": chat, **body}, agent=call.agent)
