"""The flow, and where its requirements come from."""

from __future__ import annotations

from conformance.requirement import Flow
from conformance.sabotage.call import Call
from conformance.source import page, public

PAGE = page("Append lead data to an active chat")
REFERENCE = public("API reference of new-message")

flow = Flow("lead", "Lead capture")


def is_lead(call: Call) -> bool:
    """Whether a request appends a lead."""
    return call.operation == "new-message" and call.metadata.get("form_type") == "lead_capture"
