"""The parts of a bundle: all follow from transcripts, a configuration and identity samples."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from securesystemslib.signer import CryptoSigner

from conformance.certificate import claims
from conformance.certificate.claims import Attempt, Implementation, sha256
from conformance.certificate.compression import compress
from conformance.certificate.envelope import canonical, signed
from conformance.certificate.reproducing import reproducing
from conformance.inventory import inventory
from conformance.report import Report
from conformance.reports import render_json, render_markdown
from conformance.requirement_set import requirement_set

FORMAT = "optimly-conformance-bundle/1"
REPORT, SUMMARY, CATALOGUE, SPEC = "report.json", "summary.md", "catalogue.json", "spec/v3.yaml"
CONFIGURATION, IDENTITY, REPRODUCE = "configuration.json", "identity.json", "REPRODUCE.md"
TRANSCRIPT = "transcript.jsonl.gz"
MOST_ATTEMPTS = 5
EARLIER = tuple(f"attempts/{number}.jsonl.gz" for number in range(1, MOST_ATTEMPTS))
"""Transcripts of attempts that came to nothing, before the one that counts."""

PREDICATES: Mapping[str, str] = {
    claims.TEST_RESULT: "test-result",
    claims.CONFORMANCE: "conformance",
}
SIGNED = tuple(f"{name}.dsse.json" for name in PREDICATES.values())
BARE = tuple(f"{name}.predicate.json" for name in PREDICATES.values())
NEEDED = (REPORT, SUMMARY, CATALOGUE, SPEC, CONFIGURATION, IDENTITY, REPRODUCE, TRANSCRIPT)
KNOWN = frozenset({*NEEDED, *EARLIER, *SIGNED, *BARE, claims.MANIFEST})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a bundle is made of. `transcripts` are whole files, the last the one that counts.

    `verdicts` are those of all attempts; `configuration` is what was run, without secrets.
    """

    report: Report
    implementation: Implementation
    transcripts: tuple[bytes, ...]
    verdicts: tuple[tuple[str, str], ...]
    configuration: dict[str, Any]
    identity: list[dict[str, Any]]
    spec: bytes


def told_by(report: Report) -> dict[str, Any]:
    """What of a configuration a transcript tells too, so that the two have to agree."""
    return {
        "target": report.target.url,
        "profile": report.profile,
        "features": list(report.target.features),
        "consents": list(report.target.consents),
        "seed": report.seed,
        "explore": report.explore,
        "suite": report.suite.version,
    }


def contents(evidence: Evidence) -> dict[str, bytes]:
    """The parts that the manifest is about."""
    *earlier, last = map(compress, evidence.transcripts)
    parts = derived(evidence)
    parts |= {TRANSCRIPT: last, SPEC: evidence.spec}
    parts |= dict(zip(EARLIER, earlier, strict=False))
    parts[CONFIGURATION] = canonical(evidence.configuration)
    parts[IDENTITY] = canonical(evidence.identity)
    return parts


def derived(evidence: Evidence) -> dict[str, bytes]:
    """The parts that a verifier makes again for itself: they must be the same byte for byte."""
    fixed = requirement_set()
    # What httplint observes depends on whether and in which version it is installed.
    report = replace(evidence.report, remarks=None)
    catalogue = {
        "set": {"name": fixed.name, "digest": fixed.digest, "requirements": sorted(fixed.ids)}
    }
    return {
        REPORT: render_json(report).encode("ascii"),
        SUMMARY: render_markdown(report).encode("utf-8"),
        CATALOGUE: canonical(catalogue | inventory()),
        REPRODUCE: reproducing(report, evidence.configuration).encode("utf-8"),
    }


def manifest(parts: Mapping[str, bytes]) -> bytes:
    """The digest and the size of every part, and the bundle's format."""
    files = {
        name: {"sha256": sha256(content), "bytes": len(content)} for name, content in parts.items()
    }
    return canonical({"format": FORMAT, "files": files})


def statements(evidence: Evidence, parts: Mapping[str, bytes], listed: bytes) -> dict[str, Any]:
    """The statements by the type of their predicate; `listed` is the manifest."""
    attempts = tuple(
        Attempt(verdict, started_at, f"sha256:{sha256(transcript)}")
        for (verdict, started_at), transcript in zip(
            evidence.verdicts, evidence.transcripts, strict=True
        )
    )
    configured = {name: parts[name] for name in (SPEC, CATALOGUE, CONFIGURATION)}
    predicates = {
        claims.TEST_RESULT: claims.test_result_predicate(evidence.report, configured),
        claims.CONFORMANCE: claims.conformance_predicate(
            evidence.report, evidence.implementation, attempts, len(evidence.identity)
        ),
    }
    return {
        kind: claims.statement(kind, predicate, listed, evidence.implementation)
        for kind, predicate in predicates.items()
    }


def assembled(evidence: Evidence, signer: CryptoSigner) -> dict[str, bytes]:
    """All parts of a bundle, signed."""
    parts = contents(evidence)
    listed = manifest(parts)
    for kind, statement in statements(evidence, parts, listed).items():
        parts[f"{PREDICATES[kind]}.dsse.json"] = signed(statement, signer)
        parts[f"{PREDICATES[kind]}.predicate.json"] = canonical(statement["predicate"])
    return {**parts, claims.MANIFEST: listed}


def read_json(content: bytes) -> Any:
    """A part that is canonical JSON. Raises ValueError for anything else."""
    try:
        value = json.loads(content)
        again = canonical(value)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if again != content:
        raise ValueError("not canonical")
    return value
