"""What a run says of its target, as far as a baseline is concerned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.baseline.entry import Reach
from conformance.outcome import Level, Outcome
from conformance.report import Report


@dataclass(frozen=True, slots=True)
class Result:
    """One requirement. `partly`: some of what it judges was no evidence, so more may be wrong."""

    outcome: Outcome
    level: Level
    causes: frozenset[str]
    partly: bool

    @property
    def is_unmet(self) -> bool:
        return self.outcome in {Outcome.FAIL, Outcome.DEVIATION}


@dataclass(frozen=True, slots=True)
class Seen:
    """A run. `whole`: it was driven and written down to its end, and nothing of ours went wrong.

    A shard of one is not.
    """

    reach: Reach
    whole: bool
    results: Mapping[str, Result]


def seen_in(report: Report) -> Seen:
    """What a report says."""
    return Seen(
        Reach(
            report.profile,
            report.only,
            report.target.capabilities,
            report.explore,
            report.seed,
        ),
        not report.is_shard and _whole(report.stopped, report.damage, report.faults),
        {
            one.id: _result(one.outcome, one.level, one.reason, (f.cause for f in one.findings))
            for one in report.requirements
        },
    )


def seen_in_json(report: Mapping[str, Any]) -> Seen:
    """The same of the data of a `report.json`."""
    target = report["target"]
    return Seen(
        Reach(
            report["profile"],
            tuple(report["only"]),
            tuple(target["capabilities"]),
            report["explore"],
            report["seed"],
        ),
        not _is_shard(report) and _whole(report["stopped"], report["damage"], report["faults"]),
        {
            one["id"]: _result(
                Outcome(one["outcome"]),
                Level(one["level"]),
                one["reason"],
                (finding.get("cause", "") for finding in one["findings"]),
            )
            for one in report["requirements"]
        },
    )


def _whole(stopped: str | None, damage: str | None, faults: Iterable[str]) -> bool:
    return stopped is None and damage is None and not list(faults)


def _is_shard(report: Mapping[str, Any]) -> bool:
    _, shards = report.get("shard", (1, 1))
    return bool(shards > 1)


def _result(outcome: Outcome, level: Level, reason: str | None, causes: Iterable[str]) -> Result:
    return Result(outcome, level, frozenset(causes), reason is not None)
