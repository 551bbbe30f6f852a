"""What a person is told of an update."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from conformance.baseline.entry import Baseline
from conformance.baseline.seen import Seen
from conformance.baseline.settling import State
from conformance.baseline.updating import Updated
from conformance.reports.text import visible

NARROW = (
    "This run looked less widely than those that the baseline is from, or not to its end, so that "
    "nothing in it counts as mended."
)


def told(updated: Updated, before: Baseline | None, seen: Seen, file: Path) -> Iterator[str]:
    """Each entry that went, came, or asks for somebody; in the end how many there are."""
    if before is not None and not (seen.whole and seen.reach.covers(before.reach)):
        yield NARROW
    for gone in updated.removed:
        yield f"removed, {gone.state}: {_named(*gone.entry.key)}"
    for entry in updated.added:
        yield f"added: {_named(*entry.key)}"
    for left in updated.left:
        if left.state in {State.EXPIRED, State.OPEN}:
            yield f"{left.state}: {_named(*left.entry.key)}: {left.sentence}"
    for key in updated.new:
        yield f"new, and not in it: {_named(*key)}"
    if updated.new:
        yield "To put in what is new: --add, with --owner, --reason and --expires."
    number = len(updated.baseline.entries)
    yield f"{visible(str(file))}: {number} {'entry' if number == 1 else 'entries'}"


def _named(requirement: str, cause: str) -> str:
    return f"{visible(requirement)} at “{visible(cause)}”"
