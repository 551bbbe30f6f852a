"""Generated series of calls, judged by a small model of the contract."""

from conformance.flows.generated.sequences import answers, readings, strangers

__all__ = ["answers", "readings", "strangers"]
