"""Hypothesis strategies for what another contract may ask of a member: numbers, lists, objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.generate.members import options_of, simple

FURTHEST = 2**31
MOST_ITEMS = 5
LONGEST_TEXT = 40

_characters = st.characters(exclude_categories=["Cs", "Cc"])


def of_schema(schema: Mapping[str, Any], document: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Valid values of a schema in which everything is understood."""
    if options := options_of(schema):
        return st.sampled_from(options)
    values: st.SearchStrategy[Any]
    match schema.get("type"):
        case "boolean":
            values = st.booleans()
        case "integer" | "number":
            values = st.integers(*_bounds(schema))
        case "string":
            low = schema.get("minLength", 0)
            high = schema.get("maxLength", low + LONGEST_TEXT)
            values = st.text(_characters, min_size=low, max_size=high)
        case "array":
            low = schema.get("minItems", 0)
            high = schema.get("maxItems", low + MOST_ITEMS)
            values = st.lists(
                _inner(schema.get("items", {}), document), min_size=low, max_size=high
            )
        case "object":
            values = _object(schema, document)
        case _:
            values = st.booleans() | st.integers(-FURTHEST, FURTHEST) | st.text(_characters)
    return values


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


def _bounds(schema: Mapping[str, Any]) -> tuple[int, int]:
    """The whole numbers that a schema allows, within reach."""
    low = schema.get("minimum", schema.get("exclusiveMinimum", -FURTHEST - 1) + 1)
    high = schema.get("maximum", schema.get("exclusiveMaximum", FURTHEST + 1) - 1)
    if int(low) < low:
        low += 1
    if int(high) > high:
        high -= 1
    return int(low), int(high)
