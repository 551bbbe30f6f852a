"""Agent replies: the agent answers within a chat (optional feature)."""

from __future__ import annotations

from conformance.requirement import Flow

flow = Flow("agent", "Agent replies")
