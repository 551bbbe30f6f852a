"""Generated traffic: what nobody thought of writing by hand."""

from conformance.flows.generated import (  # noqa: F401 - they add to the flow
    refusals,
    requests,
    sequences,
)
from conformance.flows.generated.flow import flow

__all__ = ["flow"]
