"""Certificates of a fleet's targets, signed where the fleet was asked for, and their register."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from securesystemslib.signer import CryptoSigner

from conformance.certificate.bundle import Evidence, assembled
from conformance.certificate.certify import CertifyError, certifying, implementation, packed
from conformance.certificate.claims import Implementation
from conformance.certificate.keys import read_signer
from conformance.certificate.policy import now
from conformance.certificate.recording import again
from conformance.fleet.asked import Asked, Fleet
from conformance.fleet.cluster import FleetError
from conformance.fleet.keeping import EVIDENCE
from conformance.fleet.result import Result
from conformance.register.entry import SUFFIX
from conformance.register.place import KEY
from conformance.register.register import register
from conformance.register.writing import write_register
from conformance.reports import write_whole
from conformance.resources import SPEC
from conformance.run import TRANSCRIPT

REGISTER = "register"


def check(fleet: Fleet) -> tuple[str, ...]:
    """The names of the targets that can be certified. Raises FleetError.

    They are those with the profile certification: what is asked of a certificate has to be said.
    """
    found: dict[tuple[str, str], str] = {}
    for asked in fleet.targets:
        if not asked.is_certification:
            continue
        subject = asked.subject
        if subject is None:
            raise FleetError(
                f"The target {asked.name!r} can't be certified: say which 'version' it is of, and "
                "as what it is known, if not by its name here, as 'subject'."
            )
        try:
            certifying(asked.choices())
            implementation(subject.name, subject.version, subject.digest)
        except CertifyError as error:
            raise FleetError(f"The target {asked.name!r} can't be certified: {error}") from None
        about = (subject.name, subject.version)
        if (other := found.setdefault(about, asked.name)) != asked.name:
            raise FleetError(
                f"The targets {other!r} and {asked.name!r} are both {subject.name} "
                f"{subject.version}: there can be one certificate of it."
            )
    if not found:
        raise FleetError(
            "--key is for certificates, and no target of the fleet has the profile certification."
        )
    return tuple(found.values())


def certified(
    fleet: Fleet,
    results: tuple[Result, ...],
    directory: Path,
    key: Path,
    say: Callable[[str], None] = lambda name: None,
) -> tuple[Result, ...]:
    """Sign what can be signed, and write the register. `say` hears which target is next.

    Raises KeyFileError and OSError.
    """
    signer, public = read_signer(key), _public(key)
    asked = {one.name: one for one in fleet.targets}
    told = []
    for one in results:
        if not asked[one.name].is_certification:
            told.append(one)
            continue
        say(one.name)
        told.append(_certified(asked[one.name], one, directory, (signer, public)))
    if any(one.certificate for one in told):
        write_register(register(directory / REGISTER, now().date()), directory / REGISTER)
    return tuple(told)


def _certified(
    asked: Asked, one: Result, directory: Path, keys: tuple[CryptoSigner, bytes]
) -> Result:
    if one.verdict is None or asked.subject is None:
        return replace(one, uncertified="It was not judged.")
    signer, public = keys
    bundle, why = _bundle(asked.subject, directory / one.name, signer)
    if bundle is None:
        return replace(one, uncertified=why)
    subject = asked.subject
    place = Path(REGISTER, SPEC.stem, subject.name)
    (directory / place).mkdir(parents=True, exist_ok=True)
    path = place / f"{subject.name}-{subject.version}{SUFFIX}"
    write_whole(directory / path, bundle)
    write_whole(directory / place / KEY, public)
    return replace(one, certificate=path.as_posix())


def _bundle(
    subject: Implementation, place: Path, signer: CryptoSigner
) -> tuple[bytes | None, str | None]:
    """A target's bundle, or why there is none."""
    try:
        kept = json.loads((place / EVIDENCE).read_text(encoding="ascii"))
    except FileNotFoundError:
        return None, "There is no evidence of its run: it was not asked for when it ran."
    if kept["why"] is not None:
        return None, kept["why"]
    evidence = Evidence(
        again(place),
        implementation(subject.name, subject.version, subject.digest),
        ((place / TRANSCRIPT).read_bytes(),),
        tuple((verdict, started) for verdict, started in kept["verdicts"]),
        kept["configuration"],
        kept["samples"],
        SPEC.read_bytes(),
    )
    return packed(assembled(evidence, signer), signer)


def _public(key: Path) -> bytes:
    private = serialization.load_pem_private_key(key.read_bytes(), None)
    return private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
