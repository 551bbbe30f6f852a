"""One operation of the contract: where it is, its validators, and its limit."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator

from conformance.openapi import ContractError, flatten, is_json, resolve


@dataclass(frozen=True, slots=True)
class RateLimit:
    """`limit` requests in `window` seconds for each agent or each chat (`scope`)."""

    limit: int
    window: float
    scope: str


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
        validator = self._quick_answer_validator
        try:
            return validator is None or validator.is_valid(value)
        except (ValueError, RecursionError):
            # It takes no infinite number and no great depth.
            return False

    def request_errors(self, value: Any) -> list[jsonschema_rs.ValidationError] | None:
        """What is wrong with a request's JSON body, found out quickly; None: it can't be."""
        validator = self._quick_request_validator
        if validator is None:
            return []
        try:
            return list(validator.iter_errors(value)) if _is_finite(value) else None
        except (ValueError, RecursionError):
            return None

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


def _is_finite(value: Any) -> bool:
    """Whether every number has a value. NaN, which is no JSON, is null to the quick validator."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        return all(map(_is_finite, value.values()))
    return not isinstance(value, list) or all(map(_is_finite, value))
