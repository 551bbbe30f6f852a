"""CTRF, the Common Test Report Format: one JSON file that many dashboards and bots read."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from conformance.moment import is_moment, unix_seconds
from conformance.outcome import Outcome
from conformance.report import Report, RequirementResult
from conformance.reports.gate import GREEN, RUN_CASE, red, worthless
from conformance.reports.outline import calibration, flow_rows
from conformance.reports.plain import details, message
from conformance.reports.text import BLOCK_LIMIT, visible

SPEC_VERSION = "0.0.0"
STATUSES = ("passed", "failed", "skipped", "pending", "other")


def render_ctrf(report: Report) -> str:
    """The report as CTRF, a JSON document in ASCII: a test per requirement, one for the run."""
    titles = {row.flow: row.title for row in flow_rows(report)}
    tests = [_test(result, titles[result.flow]) for result in report.requirements]
    tests.append(_run(report))
    statuses = Counter(test["status"] for test in tests)
    start = _milliseconds(report.started_at)
    duration = _duration(report)
    value = {
        "reportFormat": "CTRF",
        "specVersion": SPEC_VERSION,
        "generatedBy": "optimly-conformance",
        "results": {
            "tool": {"name": "optimly-conformance", "version": visible(report.suite.version)},
            "summary": {
                "tests": len(tests),
                **{status: statuses[status] for status in STATUSES},
                "suites": len(titles) + 1,
                "start": start,
                "stop": start + duration,
                "duration": duration,
            },
            "tests": tests,
            "environment": {
                "appName": visible(report.target.url),
                "healthy": report.verdict in GREEN,
            },
            "extra": {
                "verdict": report.verdict.value,
                "summary": visible(report.summary),
                "counts": {outcome.value: report.counts.get(outcome, 0) for outcome in Outcome},
                "profile": visible(report.profile),
                "only": [visible(name) for name in report.only],
                "run": visible(report.run),
                "calibration": calibration(report),
            },
        },
    }
    return json.dumps(value, indent=2, allow_nan=False) + "\n"


def _test(result: RequirementResult, title: str) -> dict[str, Any]:
    test = {
        "testId": visible(f"conformance.{result.id}"),
        "name": visible(f"{result.id} {result.statement}"),
        "status": _status(result),
        "rawStatus": result.outcome.value,
        "duration": 0,
        "suite": [visible(title)],
        "filePath": visible(result.file),
        "line": result.line,
        "type": "contract",
        "labels": {
            "level": result.level.value,
            "source": visible(result.source),
            "judged": result.judged,
        },
    }
    if result.outcome is not Outcome.PASS:
        test |= {"message": message(result), "trace": details(result)}
    return test


def _status(result: RequirementResult) -> str:
    """What came of it in CTRF's words.

    CTRF's own reporter for GitHub takes a report for passed unless something is `failed`: `other`,
    `pending` and `skipped` stop nothing. So a MUST that was not observed is `failed`; `rawStatus`
    tells it from a failure.
    """
    if red(result):
        return "failed"
    match result.outcome:
        case Outcome.PASS:
            return "passed"
        case Outcome.NOT_APPLICABLE:
            return "skipped"
        case _:
            return "other"


def _run(report: Report) -> dict[str, Any]:
    found = worthless(report)
    test: dict[str, Any] = {
        "testId": "conformance.run",
        "name": RUN_CASE,
        "status": "failed" if found else "passed",
        "rawStatus": report.verdict.value,
        "duration": _duration(report),
        "suite": ["The run"],
    }
    if found:
        text = "\n".join(visible(line, BLOCK_LIMIT) for line in found)
        test |= {"message": visible(found[0]), "trace": text}
    return test


def _duration(report: Report) -> int:
    return round(1000 * report.traffic.seconds)


def _milliseconds(moment: str) -> int:
    """A moment as CTRF has it; 0 for what is none, as in the header of a spoilt transcript."""
    return int(1000 * unix_seconds(moment)) if is_moment(moment) else 0
