"""A baseline brought up to date with a report: it shrinks, and grows only where it is asked to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from conformance.baseline.entry import Baseline, BaselineError, Entry
from conformance.baseline.seen import Seen
from conformance.baseline.settling import Settled, State, settle
from conformance.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Grounds:
    """Who answers for failures that become known, why they are not mended yet, and until when."""

    owner: str
    reason: str
    expires: date


@dataclass(frozen=True, slots=True)
class Updated:
    """The new baseline, and how it differs. `new` are failures that are still not in it.

    `left` are the entries of the old one that are still there.
    """

    baseline: Baseline
    added: tuple[Entry, ...]
    removed: tuple[Settled, ...]
    left: tuple[Settled, ...]
    new: tuple[tuple[str, str], ...]


def update(
    baseline: Baseline | None,
    seen: Seen,
    ids: Collection[str],
    today: date,
    *,
    grounds: Grounds | None = None,
    deviations: bool = False,
) -> Updated:
    """Take out what is mended or unmatched, and with `grounds` put in what fails and isn't known.

    What stays keeps its owner, reason and day. `deviations`: they are put in too. Raises
    BaselineError where a report's findings have no causes, as those of older versions.
    """
    wanted = {Outcome.FAIL, Outcome.DEVIATION} if deviations else {Outcome.FAIL}
    failing = [
        (id_, cause)
        for id_, result in seen.results.items()
        if result.outcome in wanted
        for cause in sorted(result.causes)
    ]
    if not all(cause for _, cause in failing):
        raise BaselineError(
            "The report's findings have no causes, because an older version of the suite made "
            "it: run the suite again."
        )
    before = baseline or Baseline(seen.reach)
    settled = settle(before, seen, ids, today)
    removed = tuple(one for one in settled if one.state in {State.MENDED, State.UNMATCHED})
    left = tuple(one for one in settled if one not in removed)
    kept = {one.entry.key for one in left}
    new = tuple(key for key in failing if key not in kept)
    added: tuple[Entry, ...] = ()
    reach = before.reach
    if grounds is not None:
        added = tuple(
            Entry(id_, cause, grounds.owner, grounds.reason, grounds.expires) for id_, cause in new
        )
        new = ()
        if added:
            reach = reach.joined(seen.reach)
    entries = (*(one.entry for one in left), *added)
    return Updated(Baseline(reach, tuple(sorted(entries))), added, removed, left, new)
