"""What a run left behind: its transcript and the findings of its report, checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.address import path_at
from conformance.exchange import Transcript
from conformance.outcome import Finding, Level
from conformance.reports.reading import REPORT, ReportError, read_report
from conformance.run import TRANSCRIPT
from conformance.transcript import TranscriptError, open_transcript


class ReplayError(Exception):
    """A report that can't be replayed as asked: says why and what to do."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A finding with its number in the report and the requirement that it is about."""

    number: int
    requirement: str
    level: Level
    statement: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Recorded:
    """A whole report: its findings are numbered from 1 in its order."""

    transcript: Transcript
    findings: tuple[Numbered, ...]

    def chosen(self, number: int | None) -> tuple[Numbered, ...]:
        """The finding with this number, or all. Raises ReplayError."""
        found = tuple(one for one in self.findings if number in {None, one.number})
        if number is not None and not found:
            there = f"findings 1 to {len(self.findings)}" if self.findings else "no findings"
            raise ReplayError(f"There is no finding {number}: the report has {there}.")
        return found


def read_recorded(directory: Path) -> Recorded:
    """Read what a run wrote into a directory.

    Raises ReplayError where something is missing or damaged, or where it isn't of one run.
    """
    report = _report(directory / REPORT)
    transcript = _transcript(directory / TRANSCRIPT)
    header = transcript.header
    here = (header.run, header.target, header.spec_digest)
    if here != (report["run"], report["target"]["url"], report["suite"]["spec_digest"]):
        raise ReplayError(
            f"The {REPORT} and the {TRANSCRIPT} in {directory} are not of the same run."
        )
    findings = tuple(_findings(report))
    known = set()
    for exchange in transcript.exchanges:
        known.add(exchange.number)
        if path_at(exchange.request.url, header.target) is None:
            raise ReplayError(
                f"The {TRANSCRIPT} in {directory} is damaged: exchange {exchange.number} "
                "did not go to its target."
            )
    for one in findings:
        for number in (one.finding.exchange, *one.finding.others):
            if number not in known:
                raise ReplayError(
                    f"Finding {one.number} is about exchange {number}, which is not in the "
                    f"{TRANSCRIPT} in {directory}."
                )
    return Recorded(transcript, findings)


def _report(path: Path) -> Any:
    try:
        return read_report(path)
    except ReportError as error:
        raise ReplayError(str(error)) from None


def _transcript(path: Path) -> Transcript:
    try:
        transcript = open_transcript(path)
    except OSError as error:
        raise ReplayError(
            f"{path} can't be read: {error.strerror}; name the directory of a run's report."
        ) from None
    except TranscriptError as error:
        raise ReplayError(f"{error}.") from None
    if transcript.damage is not None:
        raise ReplayError(f"The transcript {path} is damaged: {transcript.damage}.")
    return transcript


def _findings(report: Any) -> list[Numbered]:
    found = [
        (result, finding) for result in report["requirements"] for finding in result["findings"]
    ]
    return [
        Numbered(
            number,
            result["id"],
            Level(result["level"]),
            result["statement"],
            _finding(finding),
        )
        for number, (result, finding) in enumerate(found, start=1)
    ]


def _finding(value: Any) -> Finding:
    names = ("exchange", "pointer", "expected", "actual", "reproduce", "count")
    return Finding(**{name: value[name] for name in names} | {"others": tuple(value["others"])})
