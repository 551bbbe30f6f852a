"""The register as JSON, for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from conformance.register.disputes import Dispute
from conformance.register.entry import Entry, FlowResult, Register, Result
from conformance.reports.schemas import schema_named
from conformance.requirement_set import RequirementSet

SCHEMA_ID = "urn:optimly-conformance:register:1"
FORMAT_VERSION = 1


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) that every register written by `render_json` satisfies."""
    return schema_named("register")


def render_json(register: Register) -> str:
    """The register as a JSON document in ASCII, ending in a newline."""
    value = {
        "$schema": SCHEMA_ID,
        "format_version": FORMAT_VERSION,
        "day": register.day.isoformat(),
        "suite_version": register.suite,
        "requirement_set": _fixed(register.fixed),
        "policy": asdict(register.policy),
        "counts": {state.value: number for state, number in register.counts.items()},
        "entries": [_entry(entry) for entry in register.entries],
    }
    return json.dumps(value, indent=2, allow_nan=False) + "\n"


def _fixed(fixed: RequirementSet) -> dict[str, str]:
    return {"name": fixed.name, "digest": fixed.digest}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "bundle": entry.path,
        "sha256": entry.sha256,
        "contract": entry.contract,
        "implementation": entry.implementation,
        "version": entry.version,
        "public_key": entry.key,
        "badge": entry.badge,
        "state": entry.state.value,
        "reasons": entry.reasons,
        "result": entry.result and _result(entry.result),
        "disputes": [_dispute(dispute, entry.result) for dispute in entry.disputes],
    }


def _result(result: Result) -> dict[str, Any]:
    return {
        "verdict": result.verdict.value,
        "digest": result.digest,
        "features": result.features,
        "started_at": result.started_at,
        "expires": result.expires.isoformat(),
        "suite_version": result.suite,
        "requirement_set": _fixed(result.fixed),
        "flows": [_flow(flow) for flow in result.flows],
        "deviations": result.deviations,
        "provisional": [
            {"id": one.id, "level": one.level.value, "outcome": one.outcome.value}
            for one in result.provisional
        ],
    }


def _flow(flow: FlowResult) -> dict[str, Any]:
    levels = {level.value: asdict(held) for level, held in flow.levels.items()}
    return {"name": flow.name, "title": flow.title, "levels": levels}


def _dispute(dispute: Dispute, result: Result | None) -> dict[str, Any]:
    outcome = result and result.outcome(dispute.requirement)
    return {
        "requirement": dispute.requirement,
        "owner": dispute.owner,
        "date": dispute.date.isoformat(),
        "text": dispute.text,
        "outcome": outcome and outcome.value,
    }
