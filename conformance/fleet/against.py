"""What became of each target since an earlier fleet: what broke, what was mended, what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from conformance.compare import render_html
from conformance.compare.comparison import Comparison, Group, compare
from conformance.fleet.keeping import COMPARISON
from conformance.fleet.result import Fleet, Result
from conformance.reports import write_whole
from conformance.reports.reading import REPORT, ReportError, read_report

NAMED = (Group.BROKEN, Group.MENDED, Group.CHANGED, Group.NEW, Group.GONE)
"""The groups whose requirements are named; the others are in the target's comparison."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one target. `before` is its earlier verdict or state, None for a new one.

    `requirements` has the ids in each of the groups that are named; `page` is the name of the
    comparison in the target's directory, None where the two can't be compared so closely.
    """

    group: Group
    before: str | None
    requirements: Mapping[Group, tuple[str, ...]]
    unfair: tuple[str, ...] = ()
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Against:
    """The fleet beside an earlier one, which began at `started_at`.

    `changes` are by the names of targets; `gone` are those that only the earlier one had.
    """

    started_at: str
    changes: Mapping[str, Change]
    gone: tuple[str, ...]

    @property
    def counts(self) -> dict[Group, int]:
        """How many targets are in each group."""
        found = Counter(change.group for change in self.changes.values())
        found[Group.GONE] = len(self.gone)
        return {group: found[group] for group in Group}

    def of(self, group: Group) -> tuple[str, ...]:
        """The names of the targets in a group."""
        if group is Group.GONE:
            return self.gone
        return tuple(name for name, change in self.changes.items() if change.group is group)


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier fleet: its directory, when it began, and what came of its targets."""

    place: Path
    started_at: str
    results: tuple[Result, ...]


def against(fleet: Fleet, directory: Path, earlier: Earlier) -> Against:
    """Hold a fleet in `directory` against an earlier one. Raises OSError.

    Each target's comparison is written beside its report.
    """
    before = {one.name: one for one in earlier.results}
    changes = {
        one.name: _change(one, before.get(one.name), directory, earlier.place)
        for one in fleet.results
    }
    gone = tuple(name for name in before if name not in changes)
    return Against(earlier.started_at, changes, gone)


def _change(one: Result, other: Result | None, directory: Path, place: Path) -> Change:
    if other is None:
        return Change(Group.NEW, None, {})
    if one.verdict is None or other.verdict is None:
        return Change(_by_verdict(one, other), other.word, {})
    try:
        found = compare(
            read_report(place / one.name / REPORT), read_report(directory / one.name / REPORT)
        )
    except ReportError as error:
        return Change(_by_verdict(one, other), other.word, {}, (str(error),))
    write_whole(directory / one.name / COMPARISON, render_html(found).encode("utf-8"))
    ids = {group: tuple(each.id for each in found.of(group)) for group in NAMED}
    return Change(_group(one, other, found), other.word, ids, found.unfair, COMPARISON)


def _group(one: Result, other: Result, found: Comparison) -> Group:
    counts = found.counts
    if counts[Group.BROKEN]:
        return Group.BROKEN
    if counts[Group.MENDED]:
        return Group.MENDED
    return _by_verdict(one, other)


def _by_verdict(one: Result, other: Result) -> Group:
    """What became of a target as far as it shows without its requirements."""
    if other.verdict is not None and one.verdict is None:
        return Group.BROKEN
    if other.code == 0 and one.code != 0:
        return Group.BROKEN
    if other.code != 0 and one.code == 0:
        return Group.MENDED
    if other.word != one.word:
        return Group.CHANGED
    return Group.UNCHANGED if one.code == 0 else Group.FAILING
