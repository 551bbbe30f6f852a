"""What a certificate claims: plain values, and the two statements that are made of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from conformance.outcome import Outcome, Verdict
from conformance.report import Report
from conformance.requirement_set import requirement_set

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
TEST_RESULT = "https://in-toto.io/attestation/test-result/v0.1"
CONFORMANCE = "urn:optimly-conformance:attestation:conformance:1"
MANIFEST = "manifest.json"
RESULTS = {Verdict.CONFORMANT: "PASSED", Verdict.CONFORMANT_WITH_DEVIATIONS: "WARNED"}
"""Everything else is FAILED."""

RETRIED = frozenset({Verdict.INCOMPLETE.value, Verdict.INVALID.value})
"""The verdicts that certify nothing, after which another attempt is made."""


@dataclass(frozen=True, slots=True)
class Implementation:
    """What is certified. `digest` is `sha256:…` of the vendor's artefact, if it names one."""

    name: str
    version: str
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One run: its verdict, when it began (RFC 3339), and the digest of its transcript."""

    verdict: str
    started_at: str
    transcript: str


def sha256(content: bytes) -> str:
    """The digest in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def conformance_predicate(
    report: Report, implementation: Implementation, attempts: tuple[Attempt, ...], samples: int
) -> dict[str, Any]:
    """The predicate for what test-result has no words for."""
    fixed = requirement_set()
    levels: dict[str, Counter[str]] = {}
    for one in report.requirements:
        levels.setdefault(one.level.value, Counter())[one.outcome.value] += 1
    return {
        "implementation": asdict(implementation),
        "target": report.target.url,
        "profile": report.profile,
        "features": list(report.target.features),
        "consents": list(report.target.consents),
        "verdict": report.verdict.value,
        "summary": report.summary,
        "levels": {level: dict(sorted(counts.items())) for level, counts in levels.items()},
        "deviations": _ids(report, Outcome.DEVIATION),
        "failed": _ids(report, Outcome.FAIL),
        "notObserved": _ids(report, Outcome.NOT_OBSERVED),
        "notApplicable": _ids(report, Outcome.NOT_APPLICABLE),
        "provisional": {one.id: one.outcome.value for one in report.provisional},
        "requirementSet": {"name": fixed.name, "digest": fixed.digest},
        "suite": asdict(report.suite),
        "calibration": report.assurance.digest if report.assurance else None,
        "attempts": [asdict(attempt) for attempt in attempts],
        "identitySamples": samples,
        "startedAt": report.started_at,
    }


def test_result_predicate(report: Report, parts: Mapping[str, bytes]) -> dict[str, Any]:
    """The predicate test-result v0.1 of in-toto, for the tools that know it."""
    return {
        "result": RESULTS.get(report.verdict, "FAILED"),
        "configuration": [
            {"name": name, "digest": {"sha256": sha256(content)}}
            for name, content in sorted(parts.items())
        ],
        "passedTests": _ids(report, Outcome.PASS),
        "warnedTests": _ids(report, Outcome.DEVIATION),
        "failedTests": _ids(report, Outcome.FAIL),
    }


def _ids(report: Report, outcome: Outcome) -> list[str]:
    return [one.id for one in report.requirements if one.outcome is outcome]


def statement(
    predicate_type: str, predicate: Any, manifest: bytes, implementation: Implementation
) -> dict[str, Any]:
    """An in-toto Statement v1 about the manifest and, if it has a digest, the artefact."""
    subjects = [{"name": MANIFEST, "digest": {"sha256": sha256(manifest)}}]
    if implementation.digest is not None:
        name = f"{implementation.name}-{implementation.version}"
        digest = implementation.digest.removeprefix("sha256:")
        subjects.append({"name": name, "digest": {"sha256": digest}})
    return {
        "_type": STATEMENT_TYPE,
        "subject": subjects,
        "predicateType": predicate_type,
        "predicate": predicate,
    }
