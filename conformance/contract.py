"""The contract as an OpenAPI document says it: operations, validators, limits, carriers.

Nothing of it is known here but what the document says. Flows name an operation by the end of its
path (`new-chat`), because a vendor's own document may call it something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator

from conformance.resources import SPEC_NAME

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
CORE_OPERATIONS = ("new-chat", "new-message", "email-handoff")
FEATURES: Mapping[str, tuple[str, ...]] = {
    "transcript": ("{chat_id}/messages",),
    "agent": ("external/agent", "agent/v2"),
}


class ContractError(Exception):
    """A document that can't be used as the contract: says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """`limit` requests in `window` seconds for each agent or each chat (`scope`)."""

    limit: int
    window: float
    scope: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """One way to send a credential: `kind` is bearer, api-key or query; `field` where it goes."""

    kind: str
    field: str


@dataclass(frozen=True)
class Operation:
    """One operation; `name` is the end of its path by which flows ask for it."""

    name: str
    method: str
    path: str
    document: Mapping[str, Any]
    value: Mapping[str, Any]

    @property
    def key(self) -> str:
        """Method and path: what an exchange calls its operation."""
        return f"{self.method} {self.path}"

    def goes_by(self, name: str) -> bool:
        """Whether the path is or ends in `/name`."""
        return ("/" + self.name).endswith("/" + name)

    def matches(self, path: str) -> bool:
        """Whether a path, percent-encoded as it was sent, is this operation's."""
        parts = (re.escape(part) for part in re.split(r"\{[^}]+\}", self.path))
        return re.fullmatch("[^/]+".join(parts), path) is not None

    @cached_property
    def feature(self) -> str | None:
        """The optional feature to which the operation belongs."""
        return self.value.get("x-optional-feature")

    @cached_property
    def rate_limit(self) -> RateLimit | None:
        """The documented limit, or None."""
        limit = self.value.get("x-rate-limit")
        if limit is None:
            return None
        try:
            return RateLimit(int(limit["limit"]), float(limit["window"]), str(limit["scope"]))
        except (KeyError, TypeError, ValueError):
            raise ContractError(
                f"The spec's x-rate-limit of {self.key} must have limit, window (in seconds) "
                "and scope (agent or chat)."
            ) from None

    @cached_property
    def statuses(self) -> frozenset[str]:
        """The documented statuses, such as `200`, `4XX` and `default`."""
        return frozenset(str(status) for status in self.value["responses"])

    @cached_property
    def request_schema(self) -> Any:
        """The schema of a request's JSON body as it stands in the document, or None."""
        return self._json_schema(self.value.get("requestBody"))

    @cached_property
    def request_form(self) -> Mapping[str, Any]:
        """The same with its references followed and merged; empty where there is none."""
        return flatten(self.document, self.request_schema)

    @cached_property
    def request_validator(self) -> Validator | None:
        """Validates a request's JSON body, or None where the operation takes none."""
        return self._validator(self.request_schema)

    @cached_property
    def answer_validator(self) -> Validator | None:
        """Validates the JSON body of a successful answer."""
        return self._validator(self._answer_schema)

    def allows_answer(self, value: Any) -> bool:
        """Whether a successful answer's JSON body is surely as documented, found out quickly.

        False means that `answer_validator` has to look, which also tells what is wrong.
        """
        return _surely(self._quick_answer_validator, value)

    def allows_request(self, value: Any) -> bool:
        """The same of a request's JSON body; False: `request_validator` has to look."""
        return _surely(self._quick_request_validator, value)

    @cached_property
    def _quick_answer_validator(self) -> jsonschema_rs.Draft202012Validator | None:
        return self._quick_validator(self._answer_schema)

    @cached_property
    def _quick_request_validator(self) -> jsonschema_rs.Draft202012Validator | None:
        return self._quick_validator(self.request_schema)

    def _quick_validator(self, schema: Any) -> jsonschema_rs.Draft202012Validator | None:
        if schema is None:
            return None
        # YAML reads dates in examples as what JSON hasn't.
        entry = json.loads(json.dumps(self._entry(schema), default=str))
        return jsonschema_rs.Draft202012Validator(entry, validate_formats=True)

    @cached_property
    def answers_list(self) -> bool:
        """Whether a successful answer is an array."""
        return flatten(self.document, self._answer_schema).get("type") == "array"

    @cached_property
    def server_made(self) -> frozenset[str]:
        """Members that a successful answer must have and that no request sends.

        An answer without any of them shows nothing that only a server could know.
        """
        answer = flatten(self.document, self._answer_schema)
        if "items" in answer:
            answer = flatten(self.document, answer["items"])
        sent = self.request_form.get("properties", ())
        return frozenset(answer.get("required", ())) - frozenset(sent)

    @cached_property
    def returned(self) -> frozenset[str]:
        """Members that a request and a successful answer both have: they come back as sent."""
        answer = flatten(self.document, self._answer_schema)
        sent, came = (form.get("properties", {}) for form in (self.request_form, answer))
        return frozenset(sent) & frozenset(came)

    @cached_property
    def takes(self) -> frozenset[str]:
        """Names of what a request may hold: the path's parameters and the body's members."""
        members = self.request_form.get("properties", {})
        return frozenset(members) | frozenset(re.findall(r"\{([^}]+)\}", self.path))

    @cached_property
    def _answer_schema(self) -> Any:
        for status, response in sorted(self.value["responses"].items(), key=lambda x: str(x[0])):
            if str(status).startswith("2"):
                return self._json_schema(response)
        return None

    def _json_schema(self, holder: Any) -> Any:
        content = (resolve(self.document, holder) or {}).get("content") or {}
        for media_type, value in content.items():
            if is_json(media_type):
                return value.get("schema")
        return None

    def _validator(self, schema: Any) -> Validator | None:
        if schema is None:
            return None
        # Other formats' checkers are stricter than their standards, or aren't installed.
        checker = FormatChecker(formats=["email"])
        return Draft202012Validator(self._entry(schema), format_checker=checker)

    def _entry(self, schema: Any) -> dict[str, Any]:
        """The schema with the document, so that references into it are found."""
        return {**self.document, "x-entry": schema, "$ref": "#/x-entry"}


def _surely(validator: jsonschema_rs.Draft202012Validator | None, value: Any) -> bool:
    try:
        return validator is None or validator.is_valid(value)
    except (ValueError, RecursionError):
        # It takes no infinite number and no great depth.
        return False


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


@dataclass(frozen=True)
class Contract:
    """The whole contract. `digest` is `sha256:…` of the document's bytes, which are `raw`.

    `file` is the document's path as reports name it, never one of this machine.
    """

    document: Mapping[str, Any]
    digest: str
    file: str = SPEC_NAME
    raw: bytes = b""

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation under its longest useful name, the whole path."""
        return tuple(self._operations())

    def _operations(self) -> Iterator[Operation]:
        document = {key: value for key, value in self.document.items() if key != "$ref"}
        for path, item in document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield Operation(path.strip("/"), method.upper(), path, document, item[method])

    @cached_property
    def keyed(self) -> Mapping[str | None, Operation]:
        """Every operation by its key."""
        return {operation.key: operation for operation in self.operations}

    def at(self, method: str, target: str) -> Operation | None:
        """The operation at a path, with or without a query, if there is one."""
        path = target.partition("?")[0]
        found = (one for one in self.operations if one.method == method and one.matches(path))
        return next(found, None)

    def operation(self, name: str) -> Operation:
        """The operation whose path is or ends in `/name`; raises ContractError."""
        known = self._named.get(name)
        if known is None:
            known = self._named[name] = self._operation(name)
        return known

    @cached_property
    def _named(self) -> dict[str, Operation]:
        return {}

    def _operation(self, name: str) -> Operation:
        found = [operation for operation in self.operations if operation.goes_by(name)]
        if len(found) != 1:
            number = "no operation" if not found else "more than one operation"
            raise ContractError(
                f"The spec has {number} whose path ends in /{name}. "
                "Pass the v3 document of the external message API with --spec."
            )
        return found[0]

    @cached_property
    def ids(self) -> frozenset[str]:
        """Names of what a server makes in one answer and takes in requests that follow.

        A list only repeats what was made before.
        """
        made = {name for one in self.operations if not one.answers_list for name in one.server_made}
        return frozenset(name for one in self.operations for name in one.takes & made)

    @cached_property
    def carriers(self) -> Mapping[str, Carrier]:
        """The ways to send a credential, by kind."""
        schemes = (self.document.get("components") or {}).get("securitySchemes") or {}
        carriers: dict[str, Carrier] = {}
        for reference in schemes.values():
            scheme = resolve(self.document, reference)
            match scheme.get("type"), scheme.get("in"), str(scheme.get("scheme")).lower():
                case "http", _, "bearer":
                    carriers["bearer"] = Carrier("bearer", "Authorization")
                case "apiKey", "header", _:
                    carriers["api-key"] = Carrier("api-key", scheme["name"])
                case "apiKey", "query", _:
                    carriers["query"] = Carrier("query", scheme["name"])
        return carriers
