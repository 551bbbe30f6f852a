"""Transcript: what was said in a chat can be read back (optional feature)."""

from conformance.flows.transcript import (  # noqa: F401 - they add to the flow
    access,
    later,
    reading,
    said,
    together,
)
from conformance.flows.transcript.flow import flow

__all__ = ["flow"]
