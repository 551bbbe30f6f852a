"""One of the two reports of a comparison, as far as it is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.outcome import Level, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Shown:
    """A difference that a report found: where, and one command that shows it again."""

    pointer: str
    expected: str
    actual: str
    reproduce: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A requirement in one report. `findings` is how many there are; `first` is one of them."""

    level: Level
    statement: str
    outcome: Outcome
    reason: str | None
    findings: int
    first: Shown | None


@dataclass(frozen=True, slots=True)
class Side:
    """One report: what was tested, by what, and each requirement by its id."""

    url: str
    verdict: Verdict
    summary: str
    version: str
    spec_digest: str
    catalogue_digest: str
    profile: str
    run: str
    started_at: str
    entries: Mapping[str, Entry]


def side(report: Mapping[str, Any]) -> Side:
    """What is compared of a report, given as the data of its `report.json`."""
    suite = report["suite"]
    return Side(
        url=report["target"]["url"],
        verdict=Verdict(report["verdict"]),
        summary=report["summary"],
        version=suite["version"],
        spec_digest=suite["spec_digest"],
        catalogue_digest=suite["catalogue_digest"],
        profile=report["profile"],
        run=report["run"],
        started_at=report["started_at"],
        entries={result["id"]: _entry(result) for result in report["requirements"]},
    )


def _entry(result: Mapping[str, Any]) -> Entry:
    found = result["findings"]
    return Entry(
        level=Level(result["level"]),
        statement=result["statement"],
        outcome=Outcome(result["outcome"]),
        reason=result["reason"],
        findings=len(found),
        first=_shown(found[0]) if found else None,
    )


def _shown(finding: Mapping[str, Any]) -> Shown:
    names = ("pointer", "expected", "actual", "reproduce")
    return Shown(**{name: finding[name] for name in names})
