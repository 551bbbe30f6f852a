"""Whether generated cases mean what they say under a contract, which may be another than ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema.exceptions import ValidationError

from conformance.contract import Operation
from conformance.corpus import MEDIA_TYPE, SYNTAX, UNKNOWN, Case, Group, Violation

NO_ADDRESS = "none"
"""A text that any check of an address refuses, also the contract's own, which is a lax one."""


def fits(group: Group, operation: Operation) -> bool:
    """Whether the group's valid case is one, and each of the others violates what it says."""
    if not all("{" + name + "}" in operation.path for name in group.valid.path):
        return False
    validator = operation.request_validator
    if validator is None:
        return group.valid.body is None and all(
            case.violation is not None and case.violation.kind == UNKNOWN for case in group.invalid
        )
    return validator.is_valid(group.valid.body) and all(
        _violates(case, operation) for case in group.invalid
    )


def _violates(case: Case, operation: Operation) -> bool:
    wrong = case.violation
    if wrong is None or wrong.kind in (SYNTAX, MEDIA_TYPE):
        return wrong is not None
    body = case.body
    if wrong.kind == UNKNOWN:
        return not violations(operation, body)
    if wrong.kind == "format":
        body = {**body, wrong.place[1:]: NO_ADDRESS}
    return {found.place for found in violations(operation, body)} == {wrong.place}


def violations(operation: Operation, body: Any) -> frozenset[Violation]:
    """Everything that the operation's request schema says is wrong with a body, and where."""
    validator = operation.request_validator
    errors = () if validator is None else validator.iter_errors(body)
    return frozenset(violation for error in errors for violation in _violations(error))


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
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)
