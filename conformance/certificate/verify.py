"""Is a bundle what it says? Everything is derived again from its evidence, without a network.

The order is that of trust: the file's form, the digests, the signatures, then the judging of the
transcript. What a later step needs is not believed before an earlier one has held.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from securesystemslib.signer import SSlibKey

from conformance.certificate import bundle, claims
from conformance.certificate.bundle import Evidence
from conformance.certificate.judging import COUNTED, judged
from conformance.certificate.objection import Kind, Objection, RefusedError
from conformance.certificate.opening import opened_parts, opened_statements, same_suite
from conformance.certificate.policy import Policy
from conformance.report import Report

__all__ = ["Kind", "Objection", "Verification", "verify"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of it. `claim` is the bundle's own predicate as far as it could be believed.

    `signed` says whether a key was given and matched; `report` was judged anew from the transcript.
    """

    objections: tuple[Objection, ...]
    signed: bool = False
    claim: Mapping[str, Any] | None = None
    report: Report | None = None

    @property
    def holds(self) -> bool:
        return not self.objections


def verify(
    data: bytes,
    key: SSlibKey | None,
    policy: Policy,
    now: datetime,
    keep: Callable[[Path, Report], None] = lambda path, report: None,
) -> Verification:
    """Verify a bundle's bytes. `keep` gets the transcript's file and the report judged from it."""
    claim: Mapping[str, Any] | None = None
    report: Report | None = None
    signed = False
    found: list[Objection] = []
    try:
        parts = opened_parts(data)
        stated = opened_statements(parts, key)
        signed = key is not None
        said = stated[claims.CONFORMANCE]["predicate"]
        same_suite(said, parts)
        claim = said
        with tempfile.TemporaryDirectory() as name:
            evidence = judged(parts, said, Path(name))
            report = evidence.report
            shown = bundle.statements(evidence, parts, parts[claims.MANIFEST])
            found += _differences(parts, stated, evidence, shown)
            keep(Path(name) / COUNTED, report)
        # Asked of what the evidence shows, whatever is claimed.
        so_far = policy.objections(shown[claims.CONFORMANCE]["predicate"], now)
        found += [Objection(Kind.POLICY, sentence) for sentence in so_far]
    except RefusedError as refused:
        found.append(refused.objection)
    return Verification(tuple(found), signed, claim, report)


def _differences(
    parts: Mapping[str, bytes],
    stated: Mapping[str, Any],
    evidence: Evidence,
    shown: Mapping[str, Any],
) -> list[Objection]:
    """Every part and every claim that doesn't follow from the evidence."""
    found = []
    for name, content in bundle.derived(evidence).items():
        if parts[name] != content:
            sentence = f"{name} is not what judging the transcript again gives."
            found.append(Objection(Kind.JUDGEMENT, sentence))
    for kind, statement in shown.items():
        if stated[kind] != statement:
            name = bundle.PREDICATES[kind]
            sentence = f"The statement {name} claims something else than the evidence shows."
            found.append(Objection(Kind.CLAIMS, sentence))
    return found
