"""Email handoff: a person takes over, the transcript stays."""

# They add to the flow, in this order.
from conformance.flows.handoff import request  # noqa: F401, I001
from conformance.flows.handoff import at_once  # noqa: F401
from conformance.flows.handoff.flow import flow

__all__ = ["flow"]
