"""The runs of a certification, before anything is signed: what they showed, and secrets in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from conformance.certificate.bundle import Evidence
from conformance.certificate.claims import RETRIED, Implementation
from conformance.certificate.identity import Sampling, as_json, samples_changed
from conformance.certificate.leaks import leak
from conformance.conclude import conclude
from conformance.configuration import Choices
from conformance.drive.observer import Observer
from conformance.launch import Launched, launch
from conformance.loading import load_contract
from conformance.redaction import canary
from conformance.report import Report
from conformance.resources import SPEC
from conformance.run import TRANSCRIPT
from conformance.stopping import Stopping
from conformance.transcript import open_transcript


@dataclass
class Recorded:
    """The attempts. `why` says why nothing can be certified, None where something can.

    `launched` and `report` are of the last one; the report is as anyone judges its transcript.
    """

    launched: Launched
    report: Report
    transcripts: list[bytes] = field(default_factory=list)
    verdicts: list[tuple[str, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    samples: list[dict[str, Any]] = field(default_factory=list)
    why: str | None = None

    @property
    def directory(self) -> Path:
        """Where the last attempt's report is."""
        return self.launched.directory

    def evidence(self, subject: Implementation, configuration: dict[str, Any]) -> Evidence:
        """What a bundle about `subject` is made of."""
        return Evidence(
            self.report,
            subject,
            tuple(self.transcripts),
            tuple(self.verdicts),
            configuration,
            self.samples,
            SPEC.read_bytes(),
        )


def attempt(directory: Path, number: int) -> Path:
    """Where an attempt's report goes."""
    return directory / f"attempt-{number}"


def record(  # noqa: PLR0917 - what a certification consists of
    choices: Choices,
    environment: Mapping[str, str],
    directory: Path,
    attempts: int,
    observer: Observer | None = None,
    asked: Stopping | None = None,
) -> Recorded:
    """Run, again only after an attempt that was incomplete or invalid, never after a failure.

    `asked` may ask a run to end.
    """
    transcripts: list[bytes] = []
    verdicts: list[tuple[str, str]] = []
    ids: list[str] = []
    while True:
        number = len(verdicts) + 1
        sampling = Sampling(observer or Observer())
        place = attempt(directory, number)
        launched = launch(replace(choices, report_dir=place), environment, sampling, asked)
        report = again(place)
        transcripts.append((place / TRANSCRIPT).read_bytes())
        ids.append(report.run)
        verdicts.append((report.verdict.value, report.started_at))
        if report.verdict.value not in RETRIED or number == attempts:
            break
    done = Recorded(launched, report, transcripts, verdicts, ids)
    if report.verdict.value in RETRIED:
        done.why = f"After {number} attempt{'s' if number > 1 else ''}: {report.summary}"
        return done
    done.samples = as_json(sampling.finish())
    done.why = samples_changed(done.samples)
    return done


def again(directory: Path) -> Report:
    """The report as anyone judges it from the transcript."""
    return conclude(open_transcript(directory / TRANSCRIPT), load_contract(SPEC))


def leaked(
    contents: Sequence[bytes], secrets: Mapping[str, str], runs: Iterable[str]
) -> str | None:
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
