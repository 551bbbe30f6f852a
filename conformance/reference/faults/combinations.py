"""Faults that only a certain combination of optional members shows."""

from __future__ import annotations

from conformance.reference.faults.behaviour import fails, refuses, takes
from conformance.reference.faults.fault import Fault
from conformance.sabotage.call import Call


def _only_ai_disabled(call: Call) -> bool:
    members = call.members
    return members.get("ai_enabled") is False and not {"lead_collected", "metadata"} & {*members}


def _lead_without_metadata(call: Call) -> bool:
    return call.members.get("lead_collected") is True and not call.metadata


def _ai_and_no_lead(call: Call) -> bool:
    members = call.members
    return members.get("ai_enabled") is True and members.get("lead_collected") is False


def _bare_and_of_the_assistant(call: Call) -> bool:
    return call.text("sender") == "assistant" and "metadata" not in call.members


COMBINATIONS = (
    Fault(
        "ai-disabled-forgotten-when-alone",
        "Forgets ai_enabled false when neither lead_collected nor metadata is given.",
        "new-chat",
        takes("ai_enabled", True, _only_ai_disabled),
    ),
    Fault(
        "lead-forgotten-without-metadata",
        "Forgets lead_collected true when there is no metadata.",
        "new-chat",
        takes("lead_collected", False, _lead_without_metadata),
    ),
    Fault(
        "ai-and-no-lead-fails",
        "Fails when ai_enabled is true and lead_collected false, both written out.",
        "new-chat",
        fails(_ai_and_no_lead),
    ),
    Fault(
        "bare-assistant-becomes-user",
        "Takes a message of the assistant without metadata for the user's.",
        "new-message",
        takes("sender", "user", _bare_and_of_the_assistant),
    ),
    Fault(
        "reason-and-context-need-metadata",
        "Refuses a handoff with a reason and a context but without metadata.",
        "email-handoff",
        refuses(
            lambda call: {"reason", "context"} <= {*call.members} and "metadata" not in call.members
        ),
    ),
    Fault(
        "context-without-reason-fails",
        "Fails at a handoff with a context but without a reason.",
        "email-handoff",
        fails(lambda call: "context" in call.members and "reason" not in call.members),
    ),
    Fault(
        "question-with-empty-metadata-fails",
        "Fails at a question to the agent with empty metadata.",
        "agent/v2",
        fails(lambda call: call.members.get("metadata") == {}),
    ),
)
