"""What our own generators understand of a schema, and what they leave to others."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.contract import Contract
from conformance.generate.members import Form, Role, UnreadError, form, simple
from conformance.operation import Operation


def operation(schema: dict[str, Any], components: dict[str, Any] | None = None) -> Operation:
    body = {"content": {"application/json": {"schema": schema}}}
    document = {
        "openapi": "3.1.0",
        "paths": {"/things": {"post": {"requestBody": body, "responses": {}}}},
        "components": {"schemas": components or {}},
    }
    return Contract(document, "sha256:0").operation("things")


def form_of(properties: dict[str, Any], *required: str) -> Form:
    schema = {"type": "object", "properties": properties, "required": list(required)}
    found = form(operation(schema))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "schema", "role"),
    [
        ("chat_id", {"type": "string"}, Role.CHAT),
        ("client_id", {"type": "string"}, Role.CLIENT),
        ("any", {"type": "string"}, Role.TEXT),
        ("any", {"type": "string", "format": "email"}, Role.ADDRESS),
        ("any", {"type": "string", "enum": ["a", "b"]}, Role.CHOICE),
        ("any", {"const": "a"}, Role.CHOICE),
        ("any", {"type": "boolean"}, Role.FLAG),
        ("any", {"type": "object"}, Role.FACTS),
        ("any", {"type": "object", "additionalProperties": True}, Role.FACTS),
        ("any", {"type": "object", "additionalProperties": {"type": "string"}}, Role.OTHER),
        ("any", {"type": "object", "properties": {"a": {"type": "string"}}}, Role.OTHER),
        ("any", {"type": "integer", "minimum": 1}, Role.OTHER),
        ("any", {"type": "array", "items": {"type": "string"}}, Role.OTHER),
        ("any", {"type": "string", "pattern": "^a"}, Role.UNREAD),
        ("any", {"type": "string", "format": "uuid"}, Role.UNREAD),
        ("any", {"type": ["string", "integer"]}, Role.UNREAD),
        ("any", {"anyOf": [{"type": "string"}, {"type": "integer"}]}, Role.UNREAD),
        ("any", {"type": "array", "items": {"type": "string", "pattern": "a"}}, Role.UNREAD),
        ("any", {"type": "object", "minProperties": 1}, Role.UNREAD),
    ],
)
def test_roles(name: str, schema: dict[str, Any], role: Role) -> None:
    assert form_of({name: schema}).members[0].role is role


@pytest.mark.parametrize(
    ("schema", "nullable"),
    [
        ({"type": "object"}, False),
        ({"type": ["object", "null"]}, True),
        ({"anyOf": [{"type": "object"}, {"type": "null"}]}, True),
        ({"oneOf": [{"type": "null"}, {"type": "object"}]}, True),
        ({"allOf": [{"type": ["object", "null"]}]}, True),
        ({"allOf": [{"type": ["object", "null"]}], "type": "object"}, False),
    ],
)
def test_null_is_told_apart_however_it_is_written(schema: dict[str, Any], nullable: bool) -> None:
    member = form_of({"facts": schema}).members[0]
    assert (member.role, member.nullable) == (Role.FACTS, nullable)


def test_references_and_parts_are_put_together() -> None:
    found = form(
        operation(
            {"allOf": [{"$ref": "#/components/schemas/Named"}], "required": ["age"]},
            {
                "Named": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
                    "required": ["name"],
                }
            },
        )
    )
    assert found is not None
    assert {member.name: member.required for member in found.members} == {"name": True, "age": True}


def test_a_required_member_that_is_not_understood_spoils_the_form() -> None:
    pattern = {"type": "string", "pattern": "^a"}
    assert form_of({"name": {"type": "string"}, "code": pattern}, "name").read
    assert not form_of({"name": {"type": "string"}, "code": pattern}, "code").read
    assert not form_of({"name": {"type": "string"}}, "other").read


def test_a_body_that_is_no_object_has_no_form() -> None:
    assert form(operation({"type": "array", "items": {}})) is None


def test_schemas_without_end_are_not_understood() -> None:
    tree = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Tree"}}}
    found = form(operation({"type": "object", "properties": {"tree": tree}}, {"Tree": tree}))
    assert found is not None
    assert found.members[0].role is Role.UNREAD


def test_true_and_false_are_no_schemas_here() -> None:
    with pytest.raises(UnreadError):
        simple({}, True)
