"""The flow, and what its requirements share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from conformance.evidence import Demand, Evidence, shown
from conformance.expectation import Unmet
from conformance.requirement import Flow

flow = Flow("generated", "Generated traffic")


def _need_hearing(evidence: Evidence) -> str | None:
    heard = evidence.exchange.response is not None and evidence.status != 429
    return None if heard else shown(evidence)


Heard = Annotated[Evidence, Demand("heard", _need_hearing)]
"""An answer came, and not because of the rate limit."""


@contextmanager
def one_cause(evidence: Evidence, *what: object) -> Iterator[None]:
    """What is unmet within has this cause, whatever the values, so that it is one finding."""
    try:
        yield
    except Unmet as unmet:
        unmet.cause = (evidence.exchange.operation or "", *map(str, what))
        raise


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
