"""A comparison as JSON, for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from conformance.compare.comparison import Compared, Comparison, Group
from conformance.compare.side import Entry, Side

SCHEMA_ID = "urn:optimly-conformance:comparison:1"


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) that every comparison written by `render_json` satisfies."""
    place = Path(__file__).parent.parent / "reports" / "comparison.schema.json"
    value: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return value


def render_json(comparison: Comparison) -> str:
    """The comparison as a JSON document in ASCII, ending in a newline."""
    value = {
        "$schema": SCHEMA_ID,
        "a": _side(comparison.a),
        "b": _side(comparison.b),
        "unfair": comparison.unfair,
        "counts": {group.value: comparison.counts[group] for group in Group},
        "requirements": [_requirement(one) for one in comparison.requirements],
    }
    return json.dumps(value, indent=2, allow_nan=False) + "\n"


def _side(side: Side) -> dict[str, str]:
    return {
        "url": side.url,
        "verdict": side.verdict.value,
        "summary": side.summary,
        "suite_version": side.version,
        "spec_digest": side.spec_digest,
        "catalogue_digest": side.catalogue_digest,
        "profile": side.profile,
        "run": side.run,
        "started_at": side.started_at,
    }


def _requirement(one: Compared) -> dict[str, Any]:
    return {
        "id": one.id,
        "group": one.group.value,
        "a": one.a and _entry(one.a),
        "b": one.b and _entry(one.b),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "level": entry.level.value,
        "statement": entry.statement,
        "outcome": entry.outcome.value,
        "reason": entry.reason,
        "findings": entry.findings,
        "first": entry.first and asdict(entry.first),
    }
