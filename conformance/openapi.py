"""An OpenAPI document's own rules: its methods, references and schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class ContractError(Exception):
    """A document that can't be used as the contract: says what is wrong and what to do."""


def is_json(media_type: str) -> bool:
    """Whether a media type's bodies are JSON."""
    return media_type.partition(";")[0].strip().endswith("json")


def resolve(document: Mapping[str, Any], value: Any) -> Any:
    """`value`, or what its `$ref` within the document points to; raises ContractError."""
    seen: set[str] = set()
    while isinstance(value, Mapping) and "$ref" in value:
        reference = value["$ref"]
        if reference in seen or not reference.startswith("#/"):
            raise ContractError(f"The spec's reference {reference} can't be followed.")
        seen.add(reference)
        found: Any = document
        for part in reference[2:].split("/"):
            try:
                found = found[part.replace("~1", "/").replace("~0", "~")]
            except (KeyError, TypeError):
                raise ContractError(f"The spec's reference {reference} leads nowhere.") from None
        value = found
    return value


def flatten(document: Mapping[str, Any], schema: Any) -> dict[str, Any]:
    """A schema with its reference followed and its `allOf` merged: properties and required."""
    flat: dict[str, Any] = dict(resolve(document, schema) or {})
    for part in flat.pop("allOf", ()):
        other = flatten(document, part)
        flat["properties"] = {**other.get("properties", {}), **flat.get("properties", {})}
        flat["required"] = [*other.get("required", ()), *flat.get("required", ())]
    return flat
