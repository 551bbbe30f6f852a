"""The flow, and where its requirements come from."""

from __future__ import annotations

from conformance.requirement import Flow
from conformance.source import page, public

PAGE = page("Append lead data to an active chat")
REFERENCE = public("API reference of new-message")

flow = Flow("lead", "Lead capture")
