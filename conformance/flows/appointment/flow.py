"""The flow, and where its requirements come from."""

from __future__ import annotations

from conformance.requirement import Flow
from conformance.source import page, public

PAGE = page("Capture appointment requests")
REFERENCE = public("API reference of new-message")

flow = Flow("appointment", "Appointment request")
