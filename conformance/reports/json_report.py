"""The report as JSON: everything but the exchanges, which are in the transcript."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from conformance.outcome import Outcome
from conformance.report import Report, RequirementResult

SCHEMA_ID = "urn:optimly-conformance:report:1"
FORMAT_VERSION = 1


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) that every report written by `render_json` satisfies."""
    text = Path(__file__).with_name("report.schema.json").read_text(encoding="utf-8")
    value: dict[str, Any] = json.loads(text)
    return value


def _requirement(result: RequirementResult) -> dict[str, Any]:
    return {
        "id": result.id,
        "flow": result.flow,
        "level": result.level.value,
        "statement": result.statement,
        "explanation": result.explanation,
        "source": result.source,
        "file": result.file,
        "line": result.line,
        "outcome": result.outcome.value,
        "judged": result.judged,
        "reason": result.reason,
        "findings": [asdict(finding) for finding in result.findings],
        "saboteurs": list(result.saboteurs),
    }


def _remarks(report: Report) -> list[dict[str, Any]] | None:
    return None if report.remarks is None else [asdict(remark) for remark in report.remarks]


def _parts(report: Report) -> dict[str, Any]:
    """Of a whole run, nothing."""
    shard = {} if report.shard is None else {"shard": report.shard}
    return shard | ({"merged": report.merged} if report.merged else {})


def render_json(report: Report) -> str:
    """The report as a JSON document in ASCII, ending in a newline.

    All that isn't ASCII is escaped: lone surrogates from a hostile answer survive the way to a
    file and back, and a terminal shows no control characters.
    """
    value = {
        "$schema": SCHEMA_ID,
        "format_version": FORMAT_VERSION,
        "verdict": report.verdict.value,
        "summary": report.summary,
        "run": report.run,
        "started_at": report.started_at,
        "target": asdict(report.target),
        "suite": asdict(report.suite),
        "profile": report.profile,
        "only": report.only,
        "seed": report.seed,
        "explore": report.explore,
        "traffic": asdict(report.traffic),
        "stopped": report.stopped,
        "damage": report.damage,
        "faults": report.faults,
        "coverage": asdict(report.coverage),
        "latencies": [asdict(latency) for latency in report.pace.latencies],
        "remarks": _remarks(report),
        "assurance": report.assurance and asdict(report.assurance),
        "counts": {outcome.value: report.counts.get(outcome, 0) for outcome in Outcome},
        "flows": report.flows,
        "own_flows": report.own,
        **_parts(report),
        "requirements": [_requirement(result) for result in report.requirements],
        "provisional": [_requirement(result) for result in report.provisional],
    }
    return json.dumps(value, indent=2, allow_nan=False) + "\n"
