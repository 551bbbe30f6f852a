"""A drift as JSON, for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from conformance.drift.differing import Difference, Effect
from conformance.drift.drift import Drift

SCHEMA_ID = "urn:optimly-conformance:drift:1"


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) that every drift written by `render_json` satisfies."""
    place = Path(__file__).parent.parent / "reports" / "drift.schema.json"
    value: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return value


def render_json(drift: Drift) -> str:
    """The drift as a JSON document in ASCII, ending in a newline."""
    value = {
        "$schema": SCHEMA_ID,
        "contract": {**asdict(drift.contract), "digest": drift.contract_digest},
        "document": asdict(drift.document),
        "unread": drift.unread,
        "requirements_known": drift.reached,
        "counts": {effect.value: drift.counts[effect] for effect in Effect},
        "differences": [_difference(one) for one in drift.differences],
    }
    return json.dumps(value, indent=2, allow_nan=False) + "\n"


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "effect": one.effect.value,
        "kind": one.kind,
        "operation": one.operation or None,
        "subject": one.subject,
        "contract": {"pointer": one.ours, "value": one.was},
        "document": {"pointer": one.theirs, "value": one.now},
        "why": one.why,
        "requirements": one.requirements,
    }
