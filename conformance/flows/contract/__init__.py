"""The contract: what holds everywhere, and what has to be refused."""

from conformance.flows.contract import (  # noqa: F401 - they add to the flow
    answers,
    bodies,
    errors,
    extremes,
    identity,
    names,
    requests,
)
from conformance.flows.contract.flow import flow

__all__ = ["flow"]
