"""What a run says of each entry of a baseline."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from conformance.baseline.entry import Baseline, Entry
from conformance.baseline.seen import Result, Seen
from conformance.outcome import Outcome
from conformance.reports.text import visible

JUDGED = frozenset({Outcome.PASS, Outcome.FAIL, Outcome.DEVIATION})


class State(StrEnum):
    """What became of an entry."""

    KNOWN = "known"
    MENDED = "mended"
    EXPIRED = "expired"
    UNMATCHED = "unmatched"
    OPEN = "not judged"


STALE = frozenset({State.MENDED, State.EXPIRED, State.UNMATCHED})
"""An entry that has to be changed by somebody, or a baseline would never shrink."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An entry and what became of it. `present`: its failure is there, in time or not."""

    entry: Entry
    state: State
    present: bool = False

    @property
    def sentence(self) -> str:
        """What is so; for one that is stale, what to do."""
        entry = self.entry
        cause = visible(entry.cause, 200)
        match self.state:
            case State.MENDED:
                return f"remove it (baseline update), for it fails no more at “{cause}”"
            case State.EXPIRED:
                return (
                    f"mend it, or write another day into it; it counted until {entry.expires} "
                    f"(owner {visible(entry.owner, 60)}): {cause}"
                )
            case State.UNMATCHED:
                return "correct its id, or remove it, for there is no such requirement"
            case State.OPEN:
                return "this run could not tell whether it still fails"
        return f"known until {entry.expires} (owner {visible(entry.owner, 60)}): {cause}"


def settle(
    baseline: Baseline, seen: Seen, ids: Collection[str], today: date
) -> tuple[Settled, ...]:
    """What became of every entry. `ids` are those of all requirements that there are.

    An entry counts on its last day, and no longer. `today` is the day in UTC.
    """
    known: dict[str, set[str]] = {}
    for entry in baseline.entries:
        known.setdefault(entry.requirement, set()).add(entry.cause)
    wide = seen.whole and seen.reach.covers(baseline.reach)
    return tuple(
        _settled(entry, seen, wide=wide, known=known[entry.requirement], ids=ids, today=today)
        for entry in baseline.entries
    )


def _settled(
    entry: Entry,
    seen: Seen,
    *,
    wide: bool,
    known: Collection[str],
    ids: Collection[str],
    today: date,
) -> Settled:
    result = seen.results.get(entry.requirement)
    if result is None:
        # A narrowed run says nothing of it.
        return Settled(entry, State.OPEN if entry.requirement in ids else State.UNMATCHED)
    present = entry.cause in result.causes
    if not present and wide and _is_settled(result, known):
        return Settled(entry, State.MENDED)
    if today > entry.expires:
        return Settled(entry, State.EXPIRED, present)
    return Settled(entry, State.KNOWN if present else State.OPEN, present)


def _is_settled(result: Result, known: Collection[str]) -> bool:
    """Whether a cause that isn't there is gone.

    It isn't known to be where something could not be judged, or where something new may hide it.
    """
    return result.outcome in JUDGED and not result.partly and result.causes <= set(known)
