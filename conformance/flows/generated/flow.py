"""The flow, and what its requirements share."""

from __future__ import annotations

from conformance.requirement import Flow

flow = Flow("generated", "Generated traffic")
