"""What a request's schema asks of its members, as far as our own generators can read it.

The keywords in `READ` are understood. Where a schema uses another one, what it is about is left to
Schemathesis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conformance.openapi import flatten, resolve
from conformance.operation import Operation

READ = {
    *("type", "enum", "const", "format", "required", "properties", "additionalProperties"),
    *("items", "allOf", "anyOf", "oneOf", "minLength", "maxLength", "minItems", "maxItems"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("title", "description", "default", "example", "examples", "deprecated", "$comment"),
}

DEEPEST_SCHEMA = 5


class UnreadError(Exception):
    """A schema that says something which is not understood here."""


class Role(StrEnum):
    """What a member is for, as far as it decides what is sent in it."""

    CHAT = "chat"
    CLIENT = "client"
    ADDRESS = "address"
    CHOICE = "choice"
    FLAG = "flag"
    TEXT = "text"
    FACTS = "facts"
    OTHER = "other"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a request's body. `schema` has its references followed and no null in it."""

    name: str
    role: Role
    required: bool
    nullable: bool
    schema: Mapping[str, Any]

    @property
    def place(self) -> str:
        """Its JSON pointer."""
        return "/" + self.name.replace("~", "~0").replace("/", "~1")

    @property
    def options(self) -> tuple[Any, ...]:
        """The values it may have, where they are listed."""
        return options_of(self.schema)

    def length(self, shortest: int, longest: int) -> tuple[int, int]:
        """The bounds of its length, narrowed by the schema's own."""
        low, high = self.schema.get("minLength", 0), self.schema.get("maxLength", longest)
        return max(shortest, low), min(longest, high)


@dataclass(frozen=True, slots=True)
class Form:
    """The members of a request's body. `read`: all that the schema says of them is understood."""

    members: tuple[Member, ...]
    read: bool

    @property
    def optional(self) -> tuple[Member, ...]:
        """What may be left out, and is understood."""
        return tuple(m for m in self.members if not m.required and m.role is not Role.UNREAD)

    @property
    def given(self) -> tuple[Member, ...]:
        """What our own generators can fill in."""
        return tuple(member for member in self.members if member.role is not Role.UNREAD)

    def member(self, name: str) -> Member | None:
        return next((member for member in self.members if member.name == name), None)

    def at(self, place: str) -> Member | None:
        return next((member for member in self.members if member.place == place), None)

    def of(self, role: Role) -> Member | None:
        return next((member for member in self.members if member.role is role), None)


def form(operation: Operation) -> Form | None:
    """The form of an operation's body, or None where the body is no object with members."""
    if operation.request_schema is None:
        return None
    document = operation.document
    try:
        schema, _ = simple(document, operation.request_schema)
        read = schema.get("type") == "object"
    except UnreadError:
        schema, read = flatten(document, operation.request_schema), False
    required = schema.get("required", ())
    members = tuple(
        _member(document, name, name in required, value)
        for name, value in schema.get("properties", {}).items()
    )
    known = {member.name for member in members if member.role is not Role.UNREAD}
    return Form(members, read and known >= set(required)) if members else None


def _member(document: Mapping[str, Any], name: str, required: bool, value: Any) -> Member:
    try:
        schema, nullable = simple(document, value)
        _read_within(document, schema, 0)
    except UnreadError:
        return Member(name, Role.UNREAD, required, False, {})
    return Member(name, _role(name, schema), required, nullable, schema)


def _read_within(document: Mapping[str, Any], schema: Mapping[str, Any], depth: int) -> None:
    """Raise UnreadError where something deeper in a schema is not understood."""
    if depth > DEEPEST_SCHEMA:
        raise UnreadError("a schema without end")
    inner = [*schema.get("properties", {}).values()]
    inner += [schema["items"]] if "items" in schema else []
    if not set(schema.get("required", ())) <= schema.get("properties", {}).keys():
        raise UnreadError("nothing is said of a required member")
    for value in inner:
        _read_within(document, simple(document, value)[0], depth + 1)


def _role(name: str, schema: Mapping[str, Any]) -> Role:
    if options_of(schema):
        return Role.CHOICE
    match schema.get("type"):
        case "boolean":
            return Role.FLAG
        case "object" if not schema.get("properties") and _open(schema):
            return Role.FACTS
        case "string" if schema.get("format") == "email":
            return Role.ADDRESS
        case "string":
            return {"chat_id": Role.CHAT, "client_id": Role.CLIENT}.get(name, Role.TEXT)
    return Role.OTHER


def _open(schema: Mapping[str, Any]) -> bool:
    return schema.get("additionalProperties", True) in (True, {})


def options_of(schema: Mapping[str, Any]) -> tuple[Any, ...]:
    """The values of `const` or `enum`, without null."""
    values = [schema["const"]] if "const" in schema else schema.get("enum", ())
    return tuple(value for value in values if value is not None)


def simple(document: Mapping[str, Any], schema: Any) -> tuple[dict[str, Any], bool]:
    """A schema with references followed and `allOf` merged, and whether it also takes null.

    Raises UnreadError where something in it is not understood.
    """
    flat: dict[str, Any] = {}
    nullable = True
    for part in _parts(document, schema):
        types = part.get("type", ())
        types = [types] if isinstance(types, str) else list(types)
        nullable = nullable and (not types or "null" in types)
        rest = [name for name in types if name != "null"]
        if len(rest) > 1 or (types and not rest):
            raise UnreadError("several types at once, or none but null")
        merged = {**part, **({"type": rest[0]} if rest else {})}
        for keyword in ("properties", "required"):
            if keyword in flat and keyword in merged:
                both = flat[keyword], merged[keyword]
                merged[keyword] = (
                    both[0] | both[1] if keyword == "properties" else [*both[0], *both[1]]
                )
        flat |= merged
    if unread := [name for name in flat if name not in READ and not name.startswith("x-")]:
        raise UnreadError(f"the keyword {unread[0]}")
    if flat.get("format") not in (None, "email"):
        raise UnreadError(f"the format {flat['format']}")
    return flat, nullable


def _parts(document: Mapping[str, Any], schema: Any) -> list[dict[str, Any]]:
    """The schema and what its `$ref`, `allOf`, and an `anyOf` with null stand for."""
    if not isinstance(schema, Mapping):
        raise UnreadError("a schema that is true or false")
    own = {key: value for key, value in schema.items() if key not in ("$ref", "allOf")}
    parts = []
    if "$ref" in schema:
        parts += _parts(document, resolve(document, schema))
    for part in schema.get("allOf", ()):
        parts += _parts(document, part)
    for keyword in ("anyOf", "oneOf"):
        if keyword in own:
            choices = own.pop(keyword)
            real = [choice for choice in choices if choice != {"type": "null"}]
            if len(real) != 1:
                raise UnreadError(f"several alternatives by {keyword}")
            one, nullable = simple(document, real[0])
            if nullable or len(real) < len(choices):
                one = {**one, "type": [one["type"], "null"]} if "type" in one else one
            parts.append(one)
    return [*parts, own] if own else parts
