"""Hypothesis strategies for what another contract may ask of a member: numbers, lists, objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.generate.members import options_of, simple

FURTHEST = 2**31
MOST_ITEMS = 5


def of_schema(schema: Mapping[str, Any], document: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Valid values of a schema in which everything is understood."""
    if options := options_of(schema):
        return st.sampled_from(options)
    match schema.get("type"):
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(*_bounds(schema, 1))
        case "number":
            return st.integers(*_bounds(schema, 1)).map(float) | st.integers(*_bounds(schema, 1))
        case "string":
            return st.text(
                st.characters(exclude_categories=["Cs", "Cc"]),
                min_size=schema.get("minLength", 0),
                max_size=schema.get("maxLength", 40),
            )
        case "array":
            low = schema.get("minItems", 0)
            high = schema.get("maxItems", low + MOST_ITEMS)
            return st.lists(_inner(schema.get("items", {}), document), min_size=low, max_size=high)
        case "object":
            return _object(schema, document)
    return st.none() | st.booleans() | st.integers(-FURTHEST, FURTHEST) | st.text(max_size=10)


def _object(schema: Mapping[str, Any], document: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    members = {
        name: _inner(value, document) for name, value in schema.get("properties", {}).items()
    }
    required = set(schema.get("required", ()))
    return st.fixed_dictionaries(
        {name: values for name, values in members.items() if name in required},
        optional={name: values for name, values in members.items() if name not in required},
    )


def _inner(schema: Any, document: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    plain, nullable = simple(document, schema)
    values = of_schema(plain, document)
    return values | st.none() if nullable else values


def _bounds(schema: Mapping[str, Any], step: int) -> tuple[int, int]:
    """The whole numbers that a schema allows, within reach."""
    low = schema.get("minimum", schema.get("exclusiveMinimum", -FURTHEST - step) + step)
    high = schema.get("maximum", schema.get("exclusiveMaximum", FURTHEST + step) - step)
    if int(low) < low:
        low += 1
    if int(high) > high:
        high -= 1
    return int(low), int(high)
