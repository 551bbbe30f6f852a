"""The JSON Schemas that lie beside the writers, each read once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def schema_named(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) in `<name>.schema.json`."""
    place = Path(__file__).with_name(f"{name}.schema.json")
    value: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return value
