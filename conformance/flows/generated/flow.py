"""The flow, and what its requirements share."""

from __future__ import annotations

from typing import Any

from conformance.requirement import Flow

flow = Flow("generated", "Generated traffic")


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
