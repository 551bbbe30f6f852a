"""Transcript: what was said in a chat can be read back (optional feature)."""

from conformance.flows.transcript import access, reading, together  # noqa: F401 - they add to the flow
from conformance.flows.transcript.flow import flow

__all__ = ["flow"]
