"""The evidence in a bundle, judged anew: nothing that the bundle says of it is believed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from conformance.certificate import bundle
from conformance.certificate.archive import LARGEST, ArchiveError
from conformance.certificate.bundle import Evidence, told_by
from conformance.certificate.claims import RETRIED, Implementation
from conformance.certificate.completeness import incomplete
from conformance.certificate.compression import decompress
from conformance.certificate.identity import samples_changed, samples_misplaced
from conformance.certificate.objection import Kind, RefusedError
from conformance.certificate.shape import shaped, wrong_line
from conformance.conclude import conclude
from conformance.exchange import Transcript
from conformance.loading import load_contract
from conformance.plan import CERTIFICATION
from conformance.report import Report
from conformance.resources import SPEC
from conformance.transcript import open_transcript

COUNTED = "transcript.jsonl"
"""The file of the transcript that counts, in the directory that `judged` is given."""


def judged(parts: Mapping[str, bytes], claim: Mapping[str, Any], directory: Path) -> Evidence:
    """All that the bundle's other parts follow from. Raises RefusedError.

    `claim` has the form that its schema says. Transcripts are written into `directory`.
    """
    configuration = _read(parts, bundle.CONFIGURATION, "configuration")
    identity = _read(parts, bundle.IDENTITY, "identity")
    files = _transcripts(parts)
    attempts = tuple((one["verdict"], one["started_at"]) for one in claim["attempts"])
    if len(files) != len(attempts):
        raise RefusedError(Kind.EVIDENCE, "It has not the transcripts of all its attempts.")
    if configuration["attempts"]["most"] < len(files):
        raise RefusedError(Kind.EVIDENCE, "It has more attempts than were to be made.")
    reports = [_attempt(file, directory, number) for number, file in enumerate(files, start=1)]
    _in_order(attempts, reports)
    for report in reports:
        _as_configured(report, configuration)
    transcript = open_transcript(directory / COUNTED)
    said = samples_changed(identity) or samples_misplaced(identity, transcript)
    if said is not None:
        raise RefusedError(Kind.EVIDENCE, said)
    who = Implementation(**claim["implementation"])
    return Evidence(reports[-1], who, files, attempts, configuration, identity, parts[bundle.SPEC])


def _read(parts: Mapping[str, bytes], name: str, schema: str) -> Any:
    try:
        value = bundle.read_json(parts[name])
    except ValueError:
        value = None
    if not shaped(schema, value):
        raise RefusedError(Kind.EVIDENCE, f"{name} has not the form that its schema says.")
    return value


def _transcripts(parts: Mapping[str, bytes]) -> tuple[bytes, ...]:
    """Those of all attempts, the last the one that counts; together no larger than one may be."""
    names = [name for name in bundle.EARLIER if name in parts]
    if names != list(bundle.EARLIER[: len(names)]):
        raise RefusedError(Kind.EVIDENCE, "It has not the transcripts of all its attempts.")
    files: list[bytes] = []
    for name in (*names, bundle.TRANSCRIPT):
        try:
            files.append(decompress(parts[name], LARGEST - sum(map(len, files))))
        except ArchiveError as error:
            raise RefusedError(Kind.EVIDENCE, f"{name}: {error}") from None
    return tuple(files)


def _attempt(content: bytes, directory: Path, number: int) -> Report:
    """The report of one attempt's transcript; the last one's file stays."""
    path = directory / COUNTED
    path.write_bytes(content)
    try:
        transcript = open_transcript(path)
        _is_whole(transcript, wrong_line(content))
        report = conclude(transcript, load_contract(SPEC))
        # What a policy asks about its age needs a moment that there is.
        datetime.fromisoformat(report.started_at)
    except RefusedError:
        raise
    except Exception as error:
        # Whatever a made-up transcript breaks, it is not one of a run.
        raise RefusedError(
            Kind.EVIDENCE,
            f"The transcript of attempt {number} can't be judged ({type(error).__name__}).",
        ) from None
    return report


def _is_whole(transcript: Transcript, wrong: int | None) -> None:
    header = transcript.header
    if header.profile != CERTIFICATION or header.only or header.own:
        raise RefusedError(Kind.EVIDENCE, "Its transcript is not one of a certification.")
    if transcript.damage is not None:
        raise RefusedError(Kind.EVIDENCE, f"Its transcript is damaged: {transcript.damage}.")
    if wrong is not None:
        raise RefusedError(
            Kind.EVIDENCE, f"Its transcript is not written as runs do: line {wrong}."
        )
    if transcript.faults:
        # Where the suite itself went wrong, cases may be missing; that attempt is invalid.
        return
    if (said := incomplete(transcript, load_contract(SPEC))) is not None:
        raise RefusedError(Kind.EVIDENCE, f"Its transcript is not whole: {said}.")


def _in_order(attempts: Iterable[tuple[str, str]], reports: list[Report]) -> None:
    """Each attempt came to what is said, after one that came to nothing, and later than it."""
    for number, (claimed, report) in enumerate(zip(attempts, reports, strict=True), start=1):
        verdict, started_at = claimed
        if report.verdict.value != verdict:
            raise RefusedError(
                Kind.JUDGEMENT,
                f"Attempt {number} came to {report.verdict.value}, and the bundle says {verdict}.",
            )
        if report.started_at != started_at:
            raise RefusedError(
                Kind.JUDGEMENT, f"Attempt {number} began at another time than the bundle says."
            )
        if number < len(reports) and verdict not in RETRIED:
            raise RefusedError(
                Kind.EVIDENCE, f"Attempt {number} was {verdict}, after which there is no other."
            )
    moments = [report.started_at for report in reports]
    if moments != sorted(set(moments)):
        raise RefusedError(Kind.EVIDENCE, "Its attempts are not in the order of their time.")
    if reports[-1].verdict.value in RETRIED:
        raise RefusedError(
            Kind.EVIDENCE, f"Its last attempt was {reports[-1].verdict}, which certifies nothing."
        )


def _as_configured(report: Report, configuration: Mapping[str, Any]) -> None:
    for name, value in told_by(report).items():
        if configuration[name] != value:
            raise RefusedError(
                Kind.EVIDENCE, f"Its configuration and its transcript differ in {name}."
            )
