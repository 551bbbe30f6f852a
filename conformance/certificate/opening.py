"""The first steps of verifying: the file's form, its digests, its signatures, its suite."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from securesystemslib.signer import SSlibKey

from conformance import catalogue
from conformance.certificate import bundle, claims
from conformance.certificate.archive import ArchiveError, unpack
from conformance.certificate.envelope import EnvelopeError, canonical, opened
from conformance.certificate.objection import Kind, RefusedError
from conformance.certificate.shape import shaped
from conformance.requirement_set import requirement_set
from conformance.resources import SPEC


def opened_parts(data: bytes) -> dict[str, bytes]:
    """The parts of a bundle, as its manifest says. Raises RefusedError."""
    try:
        parts = unpack(data, bundle.KNOWN)
    except ArchiveError as error:
        raise RefusedError(Kind.FILE, str(error)) from None
    for name in (*bundle.NEEDED, *bundle.SIGNED, *bundle.BARE, claims.MANIFEST):
        if name not in parts:
            raise RefusedError(Kind.FILE, f"The part {name} is missing.")
    unlisted = {claims.MANIFEST, *bundle.SIGNED, *bundle.BARE}
    listed = {name: content for name, content in parts.items() if name not in unlisted}
    if bundle.manifest(listed) != parts[claims.MANIFEST]:
        wrong = _wrong(parts[claims.MANIFEST], listed)
        raise RefusedError(Kind.DIGESTS, f"The manifest's digests don't fit: {wrong}.")
    return parts


def _wrong(manifest: bytes, listed: Mapping[str, bytes]) -> str:
    """Which part is not as the manifest says."""
    try:
        value = bundle.read_json(manifest)
    except ValueError:
        value = None
    if not shaped("manifest", value):
        return "the manifest itself was changed"
    files = value["files"]
    for name, content in listed.items():
        if name in files and files[name]["sha256"] != claims.sha256(content):
            return f"{name} was changed"
    return "the manifest names other parts"


def opened_statements(parts: Mapping[str, bytes], key: SSlibKey | None) -> dict[str, Any]:
    """The statements by the type of their predicate. Raises RefusedError."""
    return {kind: _statement(parts, name, kind, key) for kind, name in bundle.PREDICATES.items()}


def _statement(parts: Mapping[str, bytes], name: str, kind: str, key: SSlibKey | None) -> Any:
    try:
        statement = opened(parts[f"{name}.dsse.json"], key)
    except EnvelopeError as error:
        raise RefusedError(Kind.SIGNATURE, f"{name}.dsse.json: {error}") from None
    try:
        subject = statement["subject"][0]["digest"]["sha256"]
        of_kind, predicate = statement["predicateType"], statement["predicate"]
    except (KeyError, TypeError, IndexError):
        raise RefusedError(Kind.SIGNATURE, f"{name}.dsse.json says nothing of a bundle.") from None
    if subject != claims.sha256(parts[claims.MANIFEST]):
        raise RefusedError(
            Kind.SIGNATURE, f"{name}.dsse.json was signed for another bundle than this."
        )
    if of_kind != kind:
        raise RefusedError(Kind.SIGNATURE, f"{name}.dsse.json is a statement of another type.")
    if canonical(predicate) != parts[f"{name}.predicate.json"]:
        raise RefusedError(
            Kind.SIGNATURE, f"{name}.predicate.json is not the predicate that was signed."
        )
    return statement


def same_suite(claim: Any, parts: Mapping[str, bytes]) -> None:
    """The suite, its set of requirements and its spec must be ours, to judge as it did.

    What the suite's version decides is asked before anything that another version may write
    otherwise. Raises RefusedError.
    """
    suite = claim.get("suite") if isinstance(claim, dict) else None
    made_by = suite.get("version") if isinstance(suite, dict) else None
    ours = version("optimly-conformance")
    if made_by != ours:
        by = f"with version {made_by}" if isinstance(made_by, str) else "with no version"
        raise RefusedError(
            Kind.SUITE,
            f"It was made {by} of the suite, and this is {ours}: verify it with that version.",
        )
    if not shaped("conformance", claim):
        raise RefusedError(
            Kind.CLAIMS, "The statement conformance has not the form that its schema says."
        )
    fixed = requirement_set()
    if claim["requirementSet"] != {"name": fixed.name, "digest": fixed.digest}:
        raise RefusedError(
            Kind.SUITE, f"Its requirements are not the set {fixed.name} of this suite."
        )
    if claim["suite"]["catalogue_digest"] != catalogue.digest():
        raise RefusedError(Kind.SUITE, "Its catalogue of requirements is not that of this suite.")
    if parts[bundle.SPEC] != SPEC.read_bytes():
        raise RefusedError(Kind.SUITE, "Its spec is not that of this suite.")
