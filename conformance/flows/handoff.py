"""Email handoff: a person takes over, the transcript stays."""

from __future__ import annotations

from conformance.requirement import Flow

flow = Flow("handoff", "Email handoff")
