"""The flow, and what its requirements share."""

from __future__ import annotations

from typing import Annotated, Any

from conformance.evidence import Demand, Evidence, shown
from conformance.requirement import Flow

flow = Flow("generated", "Generated traffic")


def _need_hearing(evidence: Evidence) -> str | None:
    heard = evidence.exchange.response is not None and evidence.status != 429
    return None if heard else shown(evidence)


Heard = Annotated[Evidence, Demand("heard", _need_hearing)]
"""An answer came, and not because of the rate limit."""


def kind_of(value: Any) -> str:
    """The JSON type of a value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
    return "number"
