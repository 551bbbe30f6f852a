"""What differs between two reports, A and B: every requirement of either is in one group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conformance.compare.fairness import unfairness
from conformance.compare.side import Entry, Side, side
from conformance.outcome import Outcome

NOT_HELD = frozenset({Outcome.FAIL, Outcome.DEVIATION, Outcome.NOT_OBSERVED, Outcome.ERROR})
"""A requirement doesn't hold, or it could not be shown that it does."""

UNMET = frozenset({Outcome.FAIL, Outcome.DEVIATION})


class Group(StrEnum):
    """What became of a requirement from A to B; what asks for attention stands first."""

    BROKEN = "broken"
    MENDED = "mended"
    CHANGED = "changed"
    FAILING = "still-failing"
    NEW = "new"
    GONE = "gone"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Compared:
    """A requirement as A and as B report it; None where one doesn't know it, never in both."""

    id: str
    a: Entry | None
    b: Entry | None

    @property
    def group(self) -> Group:
        if self.a is None:
            return Group.NEW
        if self.b is None:
            return Group.GONE
        return _group(self.a.outcome, self.b.outcome)

    @property
    def latest(self) -> Entry:
        """What B says, or A where B says nothing."""
        found = self.b or self.a
        if found is None:
            raise ValueError("a requirement of neither report")
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports; `unfair` says in sentences why they are no fair comparison, if they aren't.

    `requirements` are those of B in its order, then those that only A has.
    """

    a: Side
    b: Side
    unfair: tuple[str, ...]
    requirements: tuple[Compared, ...]

    def of(self, group: Group) -> tuple[Compared, ...]:
        """The requirements in one group, those that don't hold first among the new ones."""
        found = [one for one in self.requirements if one.group is group]
        if group is Group.NEW:
            found.sort(key=lambda one: one.latest.outcome not in UNMET)
        return tuple(found)

    @property
    def counts(self) -> Counter[Group]:
        return Counter(one.group for one in self.requirements)

    @property
    def exit_code(self) -> int:
        """1 where something broke, else 0."""
        return 1 if self.counts[Group.BROKEN] else 0


def compare(a: Mapping[str, Any], b: Mapping[str, Any]) -> Comparison:
    """Compare two reports, given as the data of their `report.json`.

    No id may stand in one report twice.
    """
    of_a, of_b = side(a), side(b)
    ids = dict.fromkeys([*of_b.entries, *of_a.entries])
    return Comparison(
        of_a,
        of_b,
        unfairness(a, b),
        tuple(Compared(id_, of_a.entries.get(id_), of_b.entries.get(id_)) for id_ in ids),
    )


def _group(a: Outcome, b: Outcome) -> Group:
    if a is Outcome.PASS and b in NOT_HELD:
        return Group.BROKEN
    if a in NOT_HELD and b is Outcome.PASS:
        return Group.MENDED
    if a in UNMET and b in UNMET:
        return Group.FAILING
    return Group.UNCHANGED if a is b else Group.CHANGED
