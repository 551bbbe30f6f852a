"""Credentials: three carriers, each enough alone, and nothing without one."""

from conformance.flows.auth import carriers, flaws, strangers  # noqa: F401 - they add to the flow
from conformance.flows.auth.calls import flow

__all__ = ["flow"]
