"""A certification: runs by a policy stated beforehand, and the bundle of what they showed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from securesystemslib.signer import CryptoSigner

from conformance.certificate.archive import pack
from conformance.certificate.bundle import MOST_ATTEMPTS, Evidence, assembled, told_by
from conformance.certificate.claims import RETRIED, Implementation
from conformance.certificate.identity import Sampling, as_json, samples_changed
from conformance.certificate.leaks import leak
from conformance.certificate.objection import Kind
from conformance.certificate.policy import Policy, now
from conformance.certificate.verify import verify
from conformance.conclude import conclude
from conformance.configuration import Choices
from conformance.drive.observer import Observer
from conformance.launch import Launched, launch, secrets_of
from conformance.loading import load_contract
from conformance.plan import CERTIFICATION
from conformance.redaction import canary
from conformance.report import Report
from conformance.resources import SPEC
from conformance.run import TRANSCRIPT, withdraw
from conformance.transcript import open_transcript

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


@dataclass
class _Runs:
    """The attempts so far."""

    transcripts: list[bytes] = field(default_factory=list)
    verdicts: list[tuple[str, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


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
    runs = _Runs()
    while True:
        number = len(runs.verdicts) + 1
        sampling = Sampling(observer or Observer())
        place = directory / f"attempt-{number}"
        launched = launch(replace(choices, report_dir=place), environment, sampling)
        report = _again(launched)
        runs.transcripts.append((place / TRANSCRIPT).read_bytes())
        runs.ids.append(report.run)
        runs.verdicts.append((report.verdict.value, report.started_at))
        if report.verdict.value not in RETRIED:
            break
        if number == attempts:
            why = f"After {number} attempt{'s' if number > 1 else ''}: {report.summary}"
            return Certification(report, place, None, why)
    samples = as_json(sampling.finish())
    if (said := samples_changed(samples)) is not None:
        return Certification(report, place, None, said)
    evidence = Evidence(
        report,
        subject,
        tuple(runs.transcripts),
        tuple(runs.verdicts),
        configured(choices, report, attempts),
        samples,
        SPEC.read_bytes(),
    )
    parts = assembled(evidence, signer)
    searched = [*parts.values(), *runs.transcripts]
    if (found := _leak(searched, secrets_of(choices, environment), runs.ids)) is not None:
        for number in range(1, len(runs.ids) + 1):
            withdraw(directory / f"attempt-{number}")
        why = f"Nothing is written, and the reports of its runs were removed: {found}."
        return Certification(report, None, None, why)
    bundle = pack(parts)
    # What is handed out has passed what its readers will ask, but for their policies.
    done = verify(bundle, signer.public_key, Policy(), now())
    refused = [one for one in done.objections if one.kind is not Kind.POLICY]
    if refused:
        return Certification(
            report, place, None, f"It would not be verified. {refused[0].sentence}"
        )
    return Certification(report, place, bundle)


def _leak(contents: Sequence[bytes], secrets: Mapping[str, str], runs: Iterable[str]) -> str | None:
    """What leaked, and in which exchange, if it can be told; None if nothing did."""
    for run in runs:
        found = leak(contents, secrets, canary(run))
        if found is not None:
            lines = (line for one in contents for line in one.splitlines())
            exchanges = (line for line in lines if line.startswith(b'{"kind":"exchange"'))
            for line in exchanges:
                if leak([line], secrets, canary(run)) is not None:
                    one = json.loads(line)
                    where = f"{one['number']}, {one['flow']}/{one['case']}, step {one['step']}"
                    return f"{found} (exchange {where})"
            return found
    return None


def _again(launched: Launched) -> Report:
    """The report as anyone judges it from the transcript."""
    return conclude(open_transcript(launched.directory / TRANSCRIPT), load_contract(SPEC))


def configured(choices: Choices, report: Report, attempts: int) -> dict[str, Any]:
    """What was run, without secrets, and the policy of attempts."""
    return {
        **told_by(report),
        "concurrency": choices.concurrency,
        "timeout": choices.timeout,
        "attempts": {"most": attempts, "after": sorted(RETRIED)},
    }
