"""What is wrong with a request, as the contract's schema sees it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from jsonschema.exceptions import ValidationError

from conformance.corpus import MEDIA_TYPE, SYNTAX, Violation
from conformance.difference import escaped
from conformance.exchange import Request, header
from conformance.operation import Operation

ALIKE = frozenset(
    {
        "type", "enum", "const", "required", "minLength", "maxLength", "minimum", "maximum",
        "minItems", "maxItems",
    }
)  # fmt: skip
"""The keywords of which both validators say the same at the same place."""


def violation(request: Request, operation: Operation) -> Violation | None:
    """The first thing that is wrong with a request's body, or None."""
    if operation.request_validator is None:
        return None
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        return Violation("", SYNTAX)
    found = violations(operation, value)
    if found:
        return min(found, key=lambda one: (one.place, one.kind))
    if "json" not in (header(request.headers, "Content-Type") or "").lower():
        return Violation("header:Content-Type", MEDIA_TYPE)
    return None


def violations(operation: Operation, body: Any) -> frozenset[Violation]:
    """Everything that the operation's request schema says is wrong with a body, and where."""
    found = _quickly(operation, body)
    return _thoroughly(operation, body) if found is None else found


def _thoroughly(operation: Operation, body: Any) -> frozenset[Violation]:
    validator = operation.request_validator
    errors = () if validator is None else validator.iter_errors(body)
    return frozenset(violation for error in errors for violation in _violations(error))


def _quickly(operation: Operation, body: Any) -> frozenset[Violation] | None:
    """The same by the quick validator; None where both might not say the same."""
    errors = operation.request_errors(body)
    if errors is None or not all(error.kind.name in ALIKE for error in errors):
        return None
    return frozenset(
        Violation(
            _pointer([*map(str, error.instance_path), *_lacking(error.kind)]), error.kind.name
        )
        for error in errors
    )


def _lacking(kind: Any) -> list[str]:
    """The member that isn't there, if that is what is wrong."""
    return [kind.property] if kind.name == "required" else []


def _violations(error: ValidationError) -> Iterator[Violation]:
    if error.context:
        # Of alternatives, null is one that nobody meant, so what else is wrong says more.
        leaves = [violation for inner in error.context for violation in _violations(inner)]
        yield from [leaf for leaf in leaves if leaf.kind != "type"] or leaves
        return
    path = [str(part) for part in error.absolute_path]
    if error.validator == "required":
        for name in _missing(error.validator_value, error.instance):
            yield Violation(_pointer([*path, name]), "required")
    else:
        yield Violation(_pointer(path), str(error.validator))


def _missing(required: Any, given: Any) -> list[str]:
    return [name for name in required if name not in given]


def _pointer(path: list[str]) -> str:
    return "".join(f"/{escaped(part)}" for part in path)
