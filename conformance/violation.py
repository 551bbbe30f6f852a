"""What is wrong with a request, as the contract's schema sees it."""

from __future__ import annotations

import json
from typing import Any

from conformance.contract import Operation
from conformance.corpus import MEDIA_TYPE, SYNTAX, Violation
from conformance.exchange import Request, header


def violation(request: Request, operation: Operation) -> Violation | None:
    """The first thing that is wrong with a request's body, or None."""
    validator = operation.request_validator
    if validator is None:
        return None
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        return Violation("", SYNTAX)
    errors = sorted(validator.iter_errors(value), key=lambda error: list(map(str, error.path)))
    for error in errors:
        place = "".join(f"/{part}" for part in error.absolute_path)
        kind = str(error.validator)
        if kind == "required":
            wanted: Any = error.validator_value
            given: Any = error.instance
            place += "/" + next(name for name in wanted if name not in given)
        return Violation(place, kind)
    if "json" not in (header(request.headers, "Content-Type") or "").lower():
        return Violation("header:Content-Type", MEDIA_TYPE)
    return None
