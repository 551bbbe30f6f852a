"""Rate limits: what every answer says of them, and what happens past one."""

from conformance.flows.rate_limits import (  # noqa: F401 - they add to the flow
    carriers,
    counting,
    early,
    exhaustion,
    headers,
    refusals,
)
from conformance.flows.rate_limits.flow import flow

__all__ = ["flow"]
