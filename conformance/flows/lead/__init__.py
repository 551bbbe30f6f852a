"""Lead capture: structured lead metadata appended to an existing chat."""

from conformance.flows.lead import message, optional, several  # noqa: F401 - they add to the flow
from conformance.flows.lead.flow import flow

__all__ = ["flow"]
