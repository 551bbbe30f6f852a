"""The flow, and where its requirements come from."""

from __future__ import annotations

from conformance.requirement import Flow
from conformance.source import page, public

PAGE = page("Escalate to email")
REFERENCE = public("API reference of email-handoff")

flow = Flow("handoff", "Email handoff")
