"""A certificate of the reference server, and what somebody can make of one."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner

from conformance.certificate import bundle, claims, judging
from conformance.certificate.archive import pack
from conformance.certificate.bundle import Evidence
from conformance.certificate.claims import Implementation
from conformance.certificate.compression import compress, decompress
from conformance.certificate.envelope import canonical, signed
from conformance.certificate.keys import read_public_key, read_signer
from conformance.certificate.policy import Policy
from conformance.certificate.verify import Verification, verify
from conformance.conclude import conclude
from conformance.exchange import Exchange, Transcript
from conformance.loading import load_contract
from conformance.report import Report
from conformance.resources import SPEC
from conformance.transcript import open_transcript, write_transcript

Parts = dict[str, bytes]
_ATTEMPT = judging._attempt
_JUDGED: dict[bytes, Report] = {}


def remembering(content: bytes, directory: Path, number: int) -> Report:
    """In the place of `judging._attempt`: what was judged in this process isn't judged again."""
    (directory / judging.COUNTED).write_bytes(content)
    digest = sha256(content).digest()
    if digest not in _JUDGED:
        _JUDGED[digest] = _ATTEMPT(content, directory, number)
    return _JUDGED[digest]


@dataclass(frozen=True)
class Made:
    """A certificate in a directory with the keys of its vendor."""

    directory: Path

    @cached_property
    def data(self) -> bytes:
        return (self.directory / "acme-1.0.conformance.zip").read_bytes()

    @property
    def key_file(self) -> Path:
        return self.directory / "vendor.key"

    @property
    def public_file(self) -> Path:
        return self.directory / "vendor.key.pub"

    @property
    def signer(self) -> CryptoSigner:
        """The vendor's own."""
        return read_signer(self.key_file)

    @cached_property
    def key(self) -> Any:
        return read_public_key(self.public_file)

    @cached_property
    def parts(self) -> Mapping[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @cached_property
    def recorded(self) -> bytes:
        return decompress(self.parts[bundle.TRANSCRIPT])

    @cached_property
    def transcript(self) -> Transcript:
        path = self.directory / "copy.jsonl"
        path.write_bytes(self.recorded)
        return open_transcript(path)

    @cached_property
    def exchanges(self) -> tuple[Exchange, ...]:
        return tuple(self.transcript.exchanges)

    @property
    def started(self) -> datetime:
        return datetime.fromisoformat(self.transcript.header.started_at)

    @cached_property
    def evidence(self) -> Evidence:
        """What the certificate was made of."""
        claim = self.json("conformance.predicate.json")
        attempts = tuple((one["verdict"], one["started_at"]) for one in claim["attempts"])
        report = conclude(self.transcript, load_contract(SPEC))
        who = Implementation(**claim["implementation"])
        configuration, identity = self.json(bundle.CONFIGURATION), self.json(bundle.IDENTITY)
        spec = self.parts[bundle.SPEC]
        return Evidence(report, who, (self.recorded,), attempts, configuration, identity, spec)

    def json(self, name: str) -> Any:
        return json.loads(self.parts[name])

    def verify(
        self, data: bytes, policy: Policy | None = None, *, anew: bool = False, **given: Any
    ) -> Verification:
        """Verified with the vendor's key on the day when it was made.

        A transcript that was judged already in this process isn't judged again, unless `anew`.
        """
        asked = {"key": self.key, "now": self.started + timedelta(hours=1), **given}
        with nullcontext() if anew else patch.object(judging, "_attempt", remembering):
            return verify(data, asked["key"], policy or Policy(), asked["now"])

    def with_part(self, name: str, content: bytes) -> bytes:
        """One part put in the place of another, and nothing else done."""
        return pack({**self.parts, name: content})

    def listed(self, **changed: bytes) -> bytes:
        """Parts changed and the manifest made anew, without a signature for it."""
        parts = self._listed(changed)
        return pack({**self.parts, **changed, claims.MANIFEST: bundle.manifest(parts)})

    def _listed(self, changed: Mapping[str, bytes]) -> Parts:
        beside = {claims.MANIFEST, *bundle.SIGNED, *bundle.BARE}
        everything = {**self.parts, **changed}
        return {name: one for name, one in everything.items() if name not in beside}

    def sealed(
        self,
        changed: Mapping[str, bytes | None],
        signer: CryptoSigner | None = None,
        change: Callable[[dict[str, Any]], None] = lambda statements: None,
    ) -> bytes:
        """Parts changed (None: taken out), manifest made anew, the old claims signed for it.

        `change` gets the statements, by `test-result` and `conformance`, before they are signed.
        """
        listed = {
            name: one
            for name, one in self._listed({k: v for k, v in changed.items() if v}).items()
            if changed.get(name, b"") is not None
        }
        manifest = bundle.manifest(listed)
        statements = {
            name: json.loads(payload(self.parts[f"{name}.dsse.json"]))
            for name in bundle.PREDICATES.values()
        }
        for statement in statements.values():
            statement["subject"][0]["digest"]["sha256"] = claims.sha256(manifest)
        change(statements)
        parts = {**listed, claims.MANIFEST: manifest}
        for name, statement in statements.items():
            parts[f"{name}.dsse.json"] = signed(statement, signer or self.signer)
            predicate = statement.get("predicate") if isinstance(statement, dict) else None
            parts[f"{name}.predicate.json"] = canonical(predicate)
        return pack(parts)

    def remade(self, **changed: Any) -> bytes:
        """Everything made anew from changed evidence, and signed by the vendor."""
        return pack(bundle.assembled(replace(self.evidence, **changed), self.signer))

    def rewritten(self, exchanges: list[Exchange], **changed: Any) -> bytes:
        """A transcript with its footer, of these exchanges."""
        path = self.directory / "rewritten.jsonl"
        write_transcript(path, replace(self.transcript, exchanges=exchanges, **changed))
        return path.read_bytes()

    def zipped(self, exchanges: list[Exchange]) -> bytes:
        return compress(self.rewritten(exchanges))


def payload(envelope: bytes) -> bytes:
    """The statement in an envelope."""
    return base64.b64decode(json.loads(envelope)["payload"])


def another_signer() -> CryptoSigner:
    return CryptoSigner(Ed25519PrivateKey.from_private_bytes(bytes(32)))


def renumbered(exchanges: list[Exchange]) -> list[Exchange]:
    return [replace(one, number=number) for number, one in enumerate(exchanges, start=1)]
