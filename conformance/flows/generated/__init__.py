"""Generated traffic: what nobody thought of writing by hand."""

from conformance.flows.generated import sequences  # noqa: F401 - it adds to the flow
from conformance.flows.generated.flow import flow

__all__ = ["flow"]
