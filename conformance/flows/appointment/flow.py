"""The flow, and where its requirements come from."""

from __future__ import annotations

from conformance.requirement import Flow
from conformance.sabotage.call import Call
from conformance.source import page, public

PAGE = page("Capture appointment requests")
REFERENCE = public("API reference of new-message")

flow = Flow("appointment", "Appointment request")


def is_appointment(call: Call) -> bool:
    """Whether a request asks for an appointment."""
    asks = call.metadata.get("form_type") == "appointment_request"
    return asks and call.operation == "new-message"
