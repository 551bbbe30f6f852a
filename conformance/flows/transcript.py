"""Transcript: reading back what a chat holds (optional feature)."""

from __future__ import annotations

from conformance.requirement import Flow

flow = Flow("transcript", "Transcript")
