"""SARIF 2.1.0: findings at the lines of the spec file, for code scanning and editors.

What GitHub's code scanning makes of it decided some of it: it reads no `kind`, wants a location for
each result, and tells alerts apart by `primaryLocationLineHash` alone.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from conformance.moment import is_moment
from conformance.outcome import Finding, Level, Outcome, Verdict
from conformance.report import Report, RequirementResult
from conformance.reports.outline import calibration, mended, results, troubles
from conformance.reports.plain import difference, message
from conformance.reports.text import BLOCK_LIMIT, visible

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Level.MUST: "error", Level.SHOULD: "warning"}
RESULT_LIMIT = 5000
"""GitHub shows no more results of one run, and refuses a file with 25,000."""

DESCRIPTION_LIMIT = 900
"""Characters; GitHub takes 1,024, and a cut text says in a few more that it was cut."""


def render_sarif(report: Report) -> str:
    """The report as SARIF, a JSON document in ASCII: a rule per requirement, a result per finding.

    A MUST that was not observed is a result of the kind `open`. What we could not judge by our own
    fault, and what went wrong with the run, are notifications, and the invocation is unsuccessful.
    """
    found = [
        result for requirement in _by_weight(report) for result in _results(requirement, report)
    ]
    left_out = len(found) - RESULT_LIMIT
    value = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "optimly-conformance",
                        "version": visible(report.suite.version),
                        "rules": [_rule(requirement) for requirement in report.requirements],
                    }
                },
                "invocations": [_invocation(report, left_out)],
                "results": _numbered(found[:RESULT_LIMIT]),
                "columnKind": "unicodeCodePoints",
                "properties": {
                    "verdict": report.verdict.value,
                    "summary": visible(report.summary),
                    "target": visible(report.target.url),
                    "profile": visible(report.profile),
                    "only": [visible(name) for name in report.only],
                    "calibration": calibration(report),
                    "counts": {one.value: report.counts.get(one, 0) for one in Outcome},
                    "outcomes": {visible(one.id): one.outcome.value for one in report.requirements},
                },
            }
        ],
    }
    return json.dumps(value, indent=2, allow_nan=False) + "\n"


def _by_weight(report: Report) -> tuple[RequirementResult, ...]:
    """The requirements with results, failures first, because what comes last may be cut off."""
    unseen = results(report, Outcome.NOT_OBSERVED)
    return (
        *results(report, Outcome.FAIL),
        *(requirement for requirement in unseen if requirement.level is Level.MUST),
        *results(report, Outcome.DEVIATION),
    )


def _rule(requirement: RequirementResult) -> dict[str, Any]:
    statement = visible(requirement.statement, DESCRIPTION_LIMIT)
    reason = visible(requirement.explanation, BLOCK_LIMIT, lines=True)
    whole = visible(f"{requirement.statement} {requirement.explanation}".strip(), DESCRIPTION_LIMIT)
    source = visible(requirement.source)
    return {
        "id": visible(requirement.id),
        "shortDescription": {"text": statement},
        "fullDescription": {"text": whole},
        "help": {"text": _text(f"{statement}\n\n{reason}\n\nSource: {source}")},
        "defaultConfiguration": {"level": LEVELS[requirement.level]},
        "properties": {
            "tags": [visible(requirement.flow), requirement.level.value],
            "level": requirement.level.value,
            "source": source,
            "precision": "very-high",
            "problem.severity": "error" if requirement.level is Level.MUST else "recommendation",
        },
    }


def _results(requirement: RequirementResult, report: Report) -> Iterator[dict[str, Any]]:
    """A result for each finding; one where a requirement has an outcome but no finding."""
    base = {"ruleId": visible(requirement.id)}
    if requirement.outcome is Outcome.NOT_OBSERVED:
        # No level: by the standard it is then none, and GitHub, which knows no kinds, takes the
        # rule's, so that what must hold and was not seen is an error there.
        yield base | {
            "kind": "open",
            "message": {"text": _text(f"{visible(requirement.id)}: {message(requirement)}")},
            "locations": [_location(report, None)],
            "partialFingerprints": _fingerprints(requirement.id, requirement.outcome.value),
        }
        return
    for finding in requirement.findings or (None,):
        said = difference(finding) if finding else message(requirement)
        yield base | {
            "kind": "fail",
            "level": LEVELS[requirement.level],
            "message": {"text": _text(f"{visible(requirement.id)}: {said}{_more(finding)}")},
            "locations": [_location(report, finding.spec_line if finding else None)],
            "partialFingerprints": _fingerprints(requirement.id, finding.cause if finding else ""),
            "properties": _properties(finding),
        }


def _more(finding: Finding | None) -> str:
    if finding is None:
        return ""
    lines = [visible(change)] if (change := mended(finding)) else []
    lines += ["To see it again:", visible(finding.reproduce, BLOCK_LIMIT, lines=True)]
    return "\n\n" + "\n".join(lines)


def _properties(finding: Finding | None) -> dict[str, Any]:
    if finding is None:
        return {}
    return {
        "exchange": finding.exchange,
        "pointer": visible(finding.pointer),
        "expected": visible(finding.expected),
        "actual": visible(finding.actual),
        "count": finding.count,
        "cause": visible(finding.cause),
    }


def _text(text: str) -> str:
    """Text in which no brackets make a link; single braces stay, for nothing is filled in."""
    return text.replace("](", "\\](")


def _location(report: Report, line: int | None) -> dict[str, Any]:
    uri = quote(visible(report.suite.spec_file))
    region = {"startLine": line or 1, "startColumn": 1, "endLine": line or 1}
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}


def _fingerprints(id_: str, cause: str) -> dict[str, str]:
    """What tells one alert from another: the requirement and the cause, not the spec's lines."""
    said = f"{id_}\n{cause}".encode("utf-8", "backslashreplace")
    return {"primaryLocationLineHash": hashlib.sha256(said).hexdigest()[:16]}


def _numbered(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The results, those with one fingerprint counted, as code scanning's own hashes are."""
    seen: Counter[str] = Counter()
    for result in found:
        fingerprint = result["partialFingerprints"]["primaryLocationLineHash"]
        seen[fingerprint] += 1
        result["partialFingerprints"]["primaryLocationLineHash"] += f":{seen[fingerprint]}"
    return found


def _invocation(report: Report, left_out: int) -> dict[str, Any]:
    wrong = [_notification(f"{label}: {sentence}") for label, sentence in troubles(report)]
    for requirement in results(report, Outcome.ERROR):
        rule = {"associatedRule": {"id": visible(requirement.id)}}
        wrong.append(_notification(f"{requirement.id}: {message(requirement)}") | rule)
    unjudged = report.verdict in {Verdict.INCOMPLETE, Verdict.INVALID}
    if unjudged and not wrong:
        wrong.append(_notification(report.summary))
    said = list(wrong)
    if left_out > 0:
        said.append(_notification(f"{left_out:,} more findings are in report.json.", "warning"))
    started = {"startTimeUtc": report.started_at} if is_moment(report.started_at) else {}
    return {
        "executionSuccessful": not (unjudged or wrong),
        "toolExecutionNotifications": said,
    } | started


def _notification(text: str, level: str = "error") -> dict[str, Any]:
    return {"level": level, "message": {"text": _text(visible(text, BLOCK_LIMIT))}}
