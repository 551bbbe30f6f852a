"""A certification: runs by a policy stated beforehand, and the bundle of what they showed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from securesystemslib.signer import CryptoSigner

from conformance.certificate.archive import pack
from conformance.certificate.bundle import MOST_ATTEMPTS, assembled, told_by
from conformance.certificate.claims import RETRIED, Implementation
from conformance.certificate.objection import Kind
from conformance.certificate.policy import Policy, now
from conformance.certificate.recording import attempt, leaked, record
from conformance.certificate.verify import verify
from conformance.configuration import Choices
from conformance.drive.observer import Observer
from conformance.launch import secrets_of
from conformance.plan import CERTIFICATION
from conformance.report import Report
from conformance.resources import SPEC
from conformance.run import withdraw

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class CertifyError(Exception):
    """A certification that can't be made as asked: says why and what to do."""


@dataclass(frozen=True, slots=True)
class Certification:
    """What came of it. `bundle` is None where nothing can be certified; `why` then says why.

    `directory` has the last attempt's report, None where that had a secret in it and is gone.
    """

    report: Report
    directory: Path | None
    bundle: bytes | None
    why: str | None = None


def implementation(name: str, given_version: str, digest: str | None) -> Implementation:
    """What is certified, checked: the names are parts of a file's name. Raises CertifyError."""
    for what, value in (("--subject", name), ("--version", given_version)):
        if not NAME.fullmatch(value):
            raise CertifyError(
                f"{what} {value!r} must be letters, digits, dots, dashes, underscores and plus "
                "signs, at most 64."
            )
    if digest is not None and not DIGEST.fullmatch(digest):
        raise CertifyError("--digest must be sha256: and 64 hexadecimal digits in lower case.")
    return Implementation(name, given_version, digest)


def certifying(choices: Choices) -> Choices:
    """The choices of a certification. Raises CertifyError for what no certificate allows."""
    for option, value in (
        ("--only", choices.only),
        ("--explore", choices.explore),
        ("--baseline", choices.baseline),
        ("--flows", choices.flows),
    ):
        if value:
            raise CertifyError(
                f"A certification takes no {option}: its set of requirements is fixed."
            )
    if choices.spec != SPEC:
        raise CertifyError("A certification takes no --spec: it is about the suite's own v3.yaml.")
    if choices.app is not None:
        raise CertifyError("A certification is of a server that runs: give its URL, not --app.")
    if choices.features is None and choices.url is not None:
        raise CertifyError(
            "Say which optional features the server claims: --features transcript,agent, or "
            "--features none."
        )
    return replace(choices, profile=CERTIFICATION)


def certify(  # noqa: PLR0917 - what a certification consists of
    choices: Choices,
    subject: Implementation,
    signer: CryptoSigner,
    environment: Mapping[str, str],
    directory: Path,
    attempts: int = 2,
    observer: Observer | None = None,
) -> Certification:
    """Run, at most `attempts` times, and make the bundle.

    Another attempt is made only after one that was incomplete or invalid, never after a failure;
    every attempt's transcript is in the bundle. Each runs into a directory below `directory`.
    """
    if not 1 <= attempts <= MOST_ATTEMPTS:
        raise CertifyError(f"--attempts must be from 1 to {MOST_ATTEMPTS}.")
    done = record(choices, environment, directory, attempts, observer)
    if done.why is not None:
        return Certification(done.report, done.directory, None, done.why)
    evidence = done.evidence(subject, configured(choices, done.report, attempts))
    parts = assembled(evidence, signer)
    secrets = secrets_of(choices, environment)
    if (found := leaked([*parts.values(), *done.transcripts], secrets, done.ids)) is not None:
        for number in range(1, len(done.ids) + 1):
            withdraw(attempt(directory, number))
        why = f"Nothing is written, and the reports of its runs were removed: {found}."
        return Certification(done.report, None, None, why)
    bundle, refused = packed(parts, signer)
    return Certification(done.report, done.directory, bundle, refused)


def packed(parts: Mapping[str, bytes], signer: CryptoSigner) -> tuple[bytes | None, str | None]:
    """The bundle, or why there can't be one: what is handed out has passed what readers ask."""
    bundle = pack(parts)
    # But for their policies.
    done = verify(bundle, signer.public_key, Policy(), now())
    refused = [one for one in done.objections if one.kind is not Kind.POLICY]
    if refused:
        return None, f"It would not be verified. {refused[0].sentence}"
    return bundle, None


def configured(choices: Choices, report: Report, attempts: int) -> dict[str, Any]:
    """What was run, without secrets, and the policy of attempts."""
    return {
        **told_by(report),
        "concurrency": choices.concurrency,
        "timeout": choices.timeout,
        "attempts": {"most": attempts, "after": sorted(RETRIED)},
    }
