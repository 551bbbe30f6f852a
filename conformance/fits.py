"""Whether generated cases mean what they say under a contract, which may be another than ours."""

from __future__ import annotations

from conformance.corpus import MEDIA_TYPE, SYNTAX, UNKNOWN, Case, Group
from conformance.operation import Operation
from conformance.violation import violations

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
