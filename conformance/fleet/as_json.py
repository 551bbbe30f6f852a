"""A fleet as JSON, for programs and for the next fleet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from conformance.fleet.against import Against, Change
from conformance.fleet.result import Fleet, Result
from conformance.outcome import Outcome
from conformance.reports.schemas import schema_named

SCHEMA_ID = "urn:optimly-conformance:fleet:1"
FORMAT_VERSION = 1


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) that every fleet written by `render_json` satisfies."""
    return schema_named("fleet")


def render_json(fleet: Fleet, against: Against | None = None) -> str:
    """The fleet as a JSON document in ASCII, ending in a newline."""
    value = {
        "$schema": SCHEMA_ID,
        "format_version": FORMAT_VERSION,
        "suite_version": fleet.suite,
        "started_at": fleet.started_at,
        "seconds": round(fleet.seconds, 3),
        "workers": fleet.workers,
        "stopped": fleet.stopped,
        "exit_code": fleet.exit_code,
        "counts": fleet.counts,
        "against": against and _against(against),
        "targets": [
            _target(one, against.changes.get(one.name) if against else None)
            for one in fleet.results
        ],
    }
    return json.dumps(value, indent=2, allow_nan=False) + "\n"


def _against(against: Against) -> dict[str, Any]:
    return {
        "started_at": against.started_at,
        "counts": {group.value: number for group, number in against.counts.items()},
        "gone": list(against.gone),
    }


def _target(one: Result, change: Change | None) -> dict[str, Any]:
    return {
        "name": one.name,
        "url": one.url,
        "profile": one.profile,
        "asked": one.asked,
        "state": one.state.value,
        "verdict": one.verdict and one.verdict.value,
        "code": one.code,
        "summary": one.summary,
        "run": one.run,
        "started_at": one.started_at,
        "stopped": one.stopped,
        "gate": one.gate,
        "requests": one.requests,
        "seconds": round(one.seconds, 3),
        "counts": {outcome.value: one.counts.get(outcome, 0) for outcome in Outcome},
        "starts": one.starts,
        "worker": one.worker,
        "certificate": one.certificate,
        "uncertified": one.uncertified,
        "change": change and _change(change),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "group": change.group.value,
        "before": change.before,
        "requirements": {
            group.value: list(ids) for group, ids in _listed(change.requirements).items()
        },
        "unfair": list(change.unfair),
        "comparison": change.page,
    }


def _listed(found: Mapping[Any, Any]) -> dict[Any, Any]:
    return {group: ids for group, ids in found.items() if ids}
