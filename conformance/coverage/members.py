"""The members that a schema names, as a tree along which a value can be walked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.difference import escaped
from conformance.openapi import resolve

KEYWORDS = frozenset(
    {
        "type", "enum", "const", "format", "pattern", "minLength", "maxLength",
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
        "additionalProperties", "propertyNames", "contains", "not",
    }
)  # fmt: skip
"""What a schema can say of one value; `required` stands with the member that is."""


@dataclass(slots=True)
class Member:
    """A place in a body: its pointer (`*` for any item), its keywords, and what is below it."""

    pointer: str
    keywords: set[str] = field(default_factory=set)
    properties: dict[str, Member] = field(default_factory=dict)
    items: Member | None = None

    def all(self) -> Iterator[Member]:
        """The member and everything below it."""
        yield self
        for member in self.properties.values():
            yield from member.all()
        if self.items is not None:
            yield from self.items.all()

    def found(self, value: Any) -> set[str]:
        """The pointers of the members that a value has."""
        pointers: set[str] = set()
        self._walk(value, pointers)
        return pointers

    def _walk(self, value: Any, pointers: set[str]) -> None:
        pointers.add(self.pointer)
        if isinstance(value, dict):
            for name, member in self.properties.items():
                if name in value:
                    member._walk(value[name], pointers)
        elif isinstance(value, list) and self.items is not None:
            for item in value:
                self.items._walk(item, pointers)


def members(document: Mapping[str, Any], schema: Any) -> Member:
    """The tree of a schema; a schema within itself is followed once. Raises ContractError."""
    root = Member("")
    _grow(root, document, schema, ())
    return root


def _grow(member: Member, document: Mapping[str, Any], schema: Any, above: tuple[int, ...]) -> None:
    found = resolve(document, schema)
    if not isinstance(found, Mapping) or id(found) in above:
        return
    above = (*above, id(found))
    if isinstance(schema, Mapping) and "$ref" in schema and len(schema) > 1:
        # In OpenAPI 3.1 a schema may say more beside its reference.
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        _grow(member, document, beside, above)
    member.keywords |= KEYWORDS & found.keys()
    for part in (part for word in ("allOf", "anyOf", "oneOf") for part in found.get(word, ())):
        _grow(member, document, part, above)
    for name, each in (found.get("properties") or {}).items():
        child = member.properties.setdefault(name, Member(f"{member.pointer}/{escaped(name)}"))
        _grow(child, document, each, above)
    for name in found.get("required", ()):
        child = member.properties.setdefault(name, Member(f"{member.pointer}/{escaped(name)}"))
        child.keywords.add("required")
    if isinstance(found.get("items"), Mapping):
        if member.items is None:
            member.items = Member(f"{member.pointer}/*")
        _grow(member.items, document, found["items"], above)
