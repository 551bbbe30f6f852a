"""Credentials: three carriers, each enough alone, and nothing without one."""

from conformance.flows.auth import (  # noqa: F401 - they add to the flow
    carriers,
    flaws,
    optional,
    strangers,
)
from conformance.flows.auth.calls import flow

__all__ = ["flow"]
