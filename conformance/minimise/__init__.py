"""Minimal counter-examples: a failing request, or a failing series of calls, made as small as
it gets against the live target."""

from conformance.minimise.budget import Budget, Exhausted
from conformance.minimise.calls import minimise_calls
from conformance.minimise.cases import minimise

__all__ = ["Budget", "Exhausted", "minimise", "minimise_calls"]
