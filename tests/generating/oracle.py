"""Looks at generated cases without the help of what generated them.

The spec is read by PyYAML alone, and validated by jsonschema-rs with all formats on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import yaml

from conformance.corpus import FILES, Case, Group, load
from conformance.resources import SPEC

DOCUMENT: dict[str, Any] = yaml.safe_load(SPEC.read_text(encoding="utf-8"))
PATHS = {
    "new-chat": ("/external/message/new-chat", "post"),
    "new-message": ("/external/message/new-message", "post"),
    "email-handoff": ("/external/message/email-handoff", "post"),
    "messages": ("/external/chat/{chat_id}/messages", "get"),
    "agent": ("/external/agent", "post"),
    "agent-v2": ("/external/agent/v2", "post"),
}
WITH_BODY = [name for name in PATHS if name != "messages"]
CORPUS: dict[str, list[Group]] = {name: list(load(name)) for name in FILES}

Problem = tuple[str, str]
"""A JSON pointer and a keyword."""


def cases(name: str) -> list[Case]:
    return [case for group in CORPUS[name] for case in (group.valid, *group.invalid)]


def resolved(value: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in value:
        found: Any = DOCUMENT
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        value = found
    return value


def schema(name: str) -> dict[str, Any]:
    """The request's schema, its reference followed."""
    path, method = PATHS[name]
    body = resolved(DOCUMENT["paths"][path][method]["requestBody"])
    return resolved(body["content"]["application/json"]["schema"])


def property_schema(name: str, member: str) -> dict[str, Any]:
    value = schema(name)["properties"][member]
    return {**resolved(value), **value}


VALIDATORS = {
    name: jsonschema_rs.Draft202012Validator(
        {**schema(name), "components": DOCUMENT["components"]}, validate_formats=True
    )
    for name in WITH_BODY
}


def problems(name: str, body: Any) -> set[Problem]:
    """Everything that is wrong with a body; for a missing member, the place where it isn't."""
    found = set()
    for error in VALIDATORS[name].iter_errors(body):
        path = [str(part) for part in error.instance_path]
        kind = error.kind.name
        if kind == "required":
            path.append(error.kind.property)  # type: ignore[attr-defined]
        found.add(("".join(f"/{part}" for part in path), kind))
    return found


def texts(value: Any) -> Iterator[str]:
    """Every text at any depth, names of members included."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value


def request_of(case: Case) -> str:
    """All that tells one request from another."""
    parts = [case.body, case.raw, dict(case.path), list(case.escaped), dict(case.headers)]
    return json.dumps(parts, sort_keys=True)
