"""Whether JSON has the shape that its schema says, before anything is made of it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

_SCHEMAS = Path(__file__).parent


@cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    schema = json.loads((_SCHEMAS / f"{name}.schema.json").read_text(encoding="ascii"))
    return jsonschema_rs.Draft202012Validator(schema)


def shaped(name: str, value: Any) -> bool:
    """Whether a value is as the schema `name` says."""
    try:
        return _validator(name).is_valid(value)
    except Exception:
        # Of lone surrogates and numbers without end the library makes errors of several kinds.
        return False


def wrong_line(transcript: bytes) -> int | None:
    """The number of the first line of a transcript that hasn't the shape of one, or None."""
    for number, line in enumerate(transcript.splitlines(keepends=True), start=1):
        try:
            value = json.loads(line, parse_constant=_refuse)
        except (ValueError, RecursionError):
            return number
        if not (line.endswith(b"\n") and shaped("transcript-line", value)):
            return number
    return None


def _refuse(name: str) -> Any:
    raise ValueError(name)
