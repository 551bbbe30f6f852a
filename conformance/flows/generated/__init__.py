"""Generated traffic: what nobody thought of writing by hand."""

from conformance.flows.generated import refusals, requests  # noqa: F401 - they add to the flow
from conformance.flows.generated.flow import flow

__all__ = ["flow"]
