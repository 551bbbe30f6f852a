"""Faults that accept members which the schema forbids."""

from __future__ import annotations

import re
from typing import Any

from conformance.reference.faults.behaviour import takes
from conformance.reference.faults.fault import Fault, Hook
from conformance.sabotage.call import Call

_ALIASES = {"agent": "assistant", "bot": "assistant", "system": "assistant", "human": "user"}
_SOMEBODY = "somebody@example.com"


def _null(member: str, instead: Any) -> Hook:
    """Takes null for a member that must be there."""
    return takes(member, instead, lambda call: call.members.get(member, instead) is None)


def _array(member: str, instead: Any) -> Hook:
    """Takes an array that isn't empty for a member of another type."""

    def odd(call: Call) -> bool:
        value = call.members.get(member)
        return isinstance(value, list) and bool(value)

    return takes(member, instead, odd)


def _alias(call: Call) -> None:
    if (sender := call.text("sender")) in _ALIASES:
        call.replace(sender=_ALIASES[sender])


def _sender_left_out(call: Call) -> bool:
    return "sender" not in call.members and not call.members.get("metadata")


def _boolean_by_truth(call: Call) -> None:
    value = call.members.get("ai_enabled")
    if isinstance(value, list | dict):
        call.replace(ai_enabled=bool(value))


def _address(pattern: str) -> Hook:
    """Takes addresses of a form that is none."""
    return takes(
        "customer_email",
        _SOMEBODY,
        lambda call: bool(re.fullmatch(pattern, call.text("customer_email"), re.DOTALL)),
    )


def _address_left_out(call: Call) -> bool:
    return "customer_email" not in call.members and "reason" not in call.members


OF_MESSAGES = (
    Fault(
        "null-sender-accepted",
        "Accepts null as a sender.",
        "new-message",
        _null("sender", "user"),
    ),
    Fault(
        "missing-sender-accepted",
        "Accepts a message without a sender when its metadata is absent or empty.",
        "new-message",
        takes("sender", "user", _sender_left_out),
    ),
    Fault(
        "sender-alias-accepted",
        "Accepts the senders agent, bot, system and human, which an older version had.",
        "new-message",
        _alias,
    ),
    Fault(
        "null-content-accepted",
        "Accepts null as a content.",
        "new-message",
        _null("content", ""),
    ),
    Fault(
        "array-as-metadata-accepted",
        "Accepts an array as metadata.",
        "new-message",
        _array("metadata", {}),
    ),
)

OF_CHATS = (
    Fault(
        "null-client-id-accepted",
        "Accepts null as a client_id.",
        "new-chat",
        _null("client_id", "anonymous"),
    ),
    Fault(
        "array-as-client-id-accepted",
        "Accepts an array as a client_id.",
        "new-chat",
        _array("client_id", "anonymous"),
    ),
    Fault(
        "any-container-as-boolean-accepted",
        "Accepts an array or object as ai_enabled, and takes it for true unless it is empty.",
        "new-chat",
        _boolean_by_truth,
    ),
    Fault(
        "number-as-metadata-accepted",
        "Accepts a number as metadata.",
        "new-chat",
        takes("metadata", {}, lambda call: type(call.members.get("metadata")) in {int, float}),
    ),
)

OF_HANDOFFS = (
    Fault(
        "address-without-domain-accepted",
        "Accepts an address with nothing after the @.",
        "email-handoff",
        _address("[^@]+@"),
    ),
    Fault(
        "address-with-space-accepted",
        "Accepts an address with a space in it.",
        "email-handoff",
        _address(r"[^@]*\S +\S[^@]*@[^@]+|[^@]+@[^@]*\S +\S[^@]*"),
    ),
    Fault(
        "address-with-two-ats-accepted",
        "Accepts an address with two @.",
        "email-handoff",
        _address("[^@]+@[^@]+@[^@]+"),
    ),
    Fault(
        "missing-address-accepted",
        "Accepts a handoff with neither an address nor a reason.",
        "email-handoff",
        takes("customer_email", _SOMEBODY, _address_left_out),
    ),
    Fault(
        "array-as-reason-accepted",
        "Accepts an array as a reason.",
        "email-handoff",
        _array("reason", ""),
    ),
    Fault(
        "text-as-metadata-accepted",
        "Accepts a text as metadata.",
        "email-handoff",
        takes("metadata", {}, lambda call: bool(call.text("metadata"))),
    ),
)

OF_QUESTIONS = (
    Fault(
        "array-of-one-as-question-accepted",
        "Accepts an array of one text as a question to the agent.",
        "external/agent",
        _array("content", "Hello."),
    ),
    Fault(
        "array-as-question-metadata-accepted",
        "Accepts an array as the metadata of a question to the agent.",
        "agent/v2",
        _array("metadata", {}),
    ),
)
