"""Is a bundle what it says? Everything is derived again from its evidence, without a network.

The order is that of trust: the file's form, the digests, the signatures, then the judging of the
transcript. What a later step needs is not believed before an earlier one has held.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Any

from securesystemslib.signer import SSlibKey

from conformance import catalogue
from conformance.certificate import bundle, claims
from conformance.certificate.archive import ArchiveError, unpack
from conformance.certificate.bundle import Evidence
from conformance.certificate.claims import Implementation
from conformance.certificate.completeness import incomplete
from conformance.certificate.compression import decompress
from conformance.certificate.envelope import EnvelopeError, canonical, opened
from conformance.certificate.identity import samples_changed
from conformance.certificate.policy import Policy
from conformance.conclude import conclude
from conformance.loading import load_contract
from conformance.plan import CERTIFICATION
from conformance.report import Report
from conformance.requirement_set import requirement_set
from conformance.resources import SPEC
from conformance.transcript import TranscriptError, open_transcript


class Kind(StrEnum):
    """At which step a bundle fell."""

    FILE = "file"
    DIGESTS = "digests"
    SIGNATURE = "signature"
    SUITE = "suite"
    EVIDENCE = "evidence"
    JUDGEMENT = "judgement"
    CLAIMS = "claims"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a bundle is refused, in a sentence."""

    kind: Kind
    sentence: str


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


class _Refused(Exception):  # noqa: N818 - not an error of ours
    """One objection that makes what follows pointless."""

    def __init__(self, kind: Kind, sentence: str) -> None:
        super().__init__(sentence)
        self.objection = Objection(kind, sentence)


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
    found: list[Objection] = []
    try:
        parts = _parts(data)
        stated = _statements(parts, key)
        claim = stated[claims.CONFORMANCE]["predicate"]
        _same_suite(parts)
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "transcript.jsonl"
            evidence = _evidence(parts, stated, path)
            report = evidence.report
            found += _differences(parts, stated, evidence)
            keep(path, report)
        found += [Objection(Kind.POLICY, said) for said in policy.objections(dict(claim), now)]
    except _Refused as refused:
        found.append(refused.objection)
    return Verification(tuple(found), key is not None and not _unsigned(found), claim, report)


def _unsigned(found: list[Objection]) -> bool:
    return any(one.kind in {Kind.FILE, Kind.DIGESTS, Kind.SIGNATURE} for one in found)


def _parts(data: bytes) -> dict[str, bytes]:
    try:
        parts = unpack(data, bundle.KNOWN)
    except ArchiveError as error:
        raise _Refused(Kind.FILE, str(error)) from None
    for name in (*bundle.NEEDED, *bundle.SIGNED, *bundle.BARE, claims.MANIFEST):
        if name not in parts:
            raise _Refused(Kind.FILE, f"The part {name} is missing.")
    unlisted = {claims.MANIFEST, *bundle.SIGNED, *bundle.BARE}
    listed = {name: content for name, content in parts.items() if name not in unlisted}
    if bundle.manifest(listed) != parts[claims.MANIFEST]:
        wrong = _wrong(parts[claims.MANIFEST], listed)
        raise _Refused(Kind.DIGESTS, f"The manifest's digests don't fit: {wrong}.")
    return parts


def _wrong(manifest: bytes, listed: Mapping[str, bytes]) -> str:
    """Which part is not as the manifest says."""
    try:
        files = bundle.read_json(manifest)["files"]
        for name, content in listed.items():
            if files[name]["sha256"] != claims.sha256(content):
                return f"{name} was changed"
    except (ValueError, KeyError, TypeError):
        return "the manifest itself was changed"
    return "the manifest names other parts"


def _statements(parts: Mapping[str, bytes], key: SSlibKey | None) -> dict[str, Any]:
    stated = {}
    for kind, name in bundle.PREDICATES.items():
        try:
            statement = opened(parts[f"{name}.dsse.json"], key)
        except EnvelopeError as error:
            raise _Refused(Kind.SIGNATURE, f"{name}.dsse.json: {error}") from None
        try:
            subject = statement["subject"][0]["digest"]["sha256"]
            if subject != claims.sha256(parts[claims.MANIFEST]):
                raise _Refused(
                    Kind.SIGNATURE, f"{name}.dsse.json was signed for another bundle than this."
                )
            predicate = canonical(statement["predicate"])
        except (KeyError, TypeError, IndexError):
            raise _Refused(Kind.SIGNATURE, f"{name}.dsse.json says nothing of a bundle.") from None
        if predicate != parts[f"{name}.predicate.json"]:
            raise _Refused(
                Kind.SIGNATURE, f"{name}.predicate.json is not the predicate that was signed."
            )
        stated[kind] = statement
    return stated


def _same_suite(parts: Mapping[str, bytes]) -> None:
    """The suite, its set of requirements and its spec must be ours, to judge as it did."""
    try:
        suite = bundle.read_json(parts["conformance.predicate.json"])["suite"]
        made_by, digest = suite["version"], suite["catalogue_digest"]
        fixed = bundle.read_json(parts[bundle.CATALOGUE])["set"]
    except (ValueError, KeyError, TypeError):
        raise _Refused(Kind.SUITE, "It doesn't say by which suite it was made.") from None
    ours = version("optimly-conformance")
    if made_by != ours:
        raise _Refused(
            Kind.SUITE,
            f"It was made with version {made_by} of the suite, and this is {ours}: "
            "verify it with that version.",
        )
    if (
        fixed.get("name") != requirement_set().name
        or fixed.get("digest") != requirement_set().digest
    ):
        raise _Refused(
            Kind.SUITE, f"Its requirements are not the set {requirement_set().name} of this suite."
        )
    if digest != catalogue.digest():
        raise _Refused(Kind.SUITE, "Its catalogue of requirements is not that of this suite.")
    if parts[bundle.SPEC] != SPEC.read_bytes():
        raise _Refused(Kind.SUITE, "Its spec is not that of this suite.")


def _evidence(parts: Mapping[str, bytes], stated: Mapping[str, Any], path: Path) -> Evidence:
    """All that the bundle's other parts follow from; the transcript is judged here."""
    try:
        configuration = bundle.read_json(parts[bundle.CONFIGURATION])
        identity = bundle.read_json(parts[bundle.IDENTITY])
        claim = stated[claims.CONFORMANCE]["predicate"]
        who = Implementation(**claim["implementation"])
        attempts = tuple((one["verdict"], one["started_at"]) for one in claim["attempts"])
        names = [name for name in bundle.EARLIER if name in parts]
        files = tuple(decompress(parts[name]) for name in (*names, bundle.TRANSCRIPT))
        if len(files) != len(attempts) or names != list(bundle.EARLIER[: len(names)]):
            raise _Refused(Kind.EVIDENCE, "It has not the transcripts of all its attempts.")
    except (ValueError, KeyError, TypeError, ArchiveError) as error:
        raise _Refused(
            Kind.EVIDENCE, f"Its evidence can't be read ({type(error).__name__})."
        ) from None
    reports = [_judged(content, path) for content in files]
    for number, ((verdict, _), report) in enumerate(zip(attempts, reports, strict=True), start=1):
        if report.verdict.value != verdict:
            raise _Refused(
                Kind.JUDGEMENT,
                f"Attempt {number} came to {report.verdict.value}, and the bundle says {verdict}.",
            )
        if number < len(reports) and verdict not in RETRIED:
            raise _Refused(
                Kind.EVIDENCE, f"Attempt {number} was {verdict}, after which there is no other."
            )
    report = reports[-1]
    _as_configured(report, configuration, identity)
    return Evidence(report, who, files, attempts, configuration, identity, parts[bundle.SPEC])


RETRIED = frozenset({"incomplete", "invalid"})
"""The verdicts after which another attempt is made."""


def _judged(content: bytes, path: Path) -> Report:
    path.write_bytes(content)
    try:
        transcript = open_transcript(path)
        if transcript.header.profile != CERTIFICATION or transcript.header.only:
            raise _Refused(Kind.EVIDENCE, "Its transcript is not one of a certification.")
        if transcript.damage is not None:
            raise _Refused(Kind.EVIDENCE, f"Its transcript is damaged: {transcript.damage}.")
        contract = load_contract(SPEC)
        if (said := incomplete(transcript, contract)) is not None:
            raise _Refused(Kind.EVIDENCE, f"Its transcript is not whole: {said}.")
        return conclude(transcript, contract)
    except (TranscriptError, ValueError, KeyError, TypeError) as error:
        raise _Refused(Kind.EVIDENCE, f"Its transcript can't be judged: {error}.") from None


def _as_configured(report: Report, configuration: Any, identity: Any) -> None:
    told = {
        "features": list(report.target.features),
        "consents": list(report.target.consents),
        "seed": report.seed,
        "target": report.target.url,
        "explore": report.explore,
    }
    for name, value in told.items():
        if not isinstance(configuration, dict) or configuration.get(name) != value:
            raise _Refused(Kind.EVIDENCE, f"Its configuration and its transcript differ in {name}.")
    if (said := samples_changed(identity)) is not None:
        raise _Refused(Kind.EVIDENCE, said)


def _differences(
    parts: Mapping[str, bytes], stated: Mapping[str, Any], evidence: Evidence
) -> list[Objection]:
    """Every part and every claim that doesn't follow from the evidence."""
    found = []
    for name, content in bundle.derived(evidence).items():
        if parts[name] != content:
            sentence = f"{name} is not what judging the transcript again gives."
            found.append(Objection(Kind.JUDGEMENT, sentence))
    for kind, statement in bundle.statements(evidence, parts, parts[claims.MANIFEST]).items():
        if stated[kind] != statement:
            name = bundle.PREDICATES[kind]
            sentence = f"The statement {name} claims something else than the evidence shows."
            found.append(Objection(Kind.CLAIMS, sentence))
    return found
