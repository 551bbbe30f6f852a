"""Bodies that hold the same JSON values, written otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from conformance.calibration.rewriting import Answer
from conformance.calibration.variants.changes import answers
from conformance.calibration.variants.variant import Variant, Wrap
from conformance.same import LARGEST_EXACT


def _written(write: Callable[[Any], str]) -> Wrap:
    def changed(answer: Answer) -> None:
        if answer.has_json:
            answer.body = write(answer.json).encode()
            answer.set("Content-Length", str(len(answer.body)))

    return answers(changed)


def _indented(value: Any) -> str:
    return "\n" + json.dumps(value, indent=3, ensure_ascii=False) + "\n"


def _reversed(value: Any) -> Any:
    """The same value with the members of every object in the opposite order."""
    if isinstance(value, dict):
        return {name: _reversed(one) for name, one in reversed(value.items())}
    return [_reversed(one) for one in value] if isinstance(value, list) else value


def _otherwise(value: Any) -> str:
    """Every character escaped, and every whole number with a fraction or an exponent."""
    match value:
        case str():
            units = value.encode("utf-16-be", "surrogatepass").hex()
            return '"' + "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)) + '"'
        case dict():
            pairs = (f"{_otherwise(name)}:{_otherwise(one)}" for name, one in value.items())
            return "{" + ",".join(pairs) + "}"
        case list():
            return "[" + ",".join(map(_otherwise, value)) + "]"
        case int() if not isinstance(value, bool) and abs(value) <= LARGEST_EXACT:
            return f"{Decimal(value):E}" if value % 10 == 0 else f"{value}.0"
    return json.dumps(value)


def _slashes(value: Any) -> str:
    return json.dumps(value).replace("/", "\\/")


WRITING = (
    Variant("indented bodies", _written(_indented), "RFC 8259 section 2: insignificant whitespace"),
    Variant(
        "members in another order",
        _written(lambda value: json.dumps(_reversed(value))),
        "RFC 8259 section 4: objects are unordered",
    ),
    Variant(
        "everything escaped",
        _written(_otherwise),
        "RFC 8259 section 7: any character may be escaped; CONTRACT: numbers compare by value",
    ),
    Variant("slashes escaped", _written(_slashes), "RFC 8259 section 7: \\/ is a slash"),
)
