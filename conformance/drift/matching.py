"""Finds an operation of the contract in a document that may call it something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from conformance.contract import CORE_OPERATIONS, FEATURES
from conformance.drift.document import Published

NAMES = (*CORE_OPERATIONS, *(name for names in FEATURES.values() for name in names))
"""The ends of paths by which the flows know the contract's operations."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The contract's operations with what they are in the document, and what only that has.

    `prefix` is what the document's paths have before the contract's, in most of them.
    """

    pairs: tuple[tuple[Published, Published | None], ...]
    new: tuple[Published, ...]
    prefix: str


def match(ours: Sequence[Published], theirs: Sequence[Published]) -> Matched:
    """Match operations by method and by the end of the path, the longest common end first."""
    free = list(theirs)
    found: dict[int, Published] = {}
    ranked = sorted(
        (
            (-common, len(other.segments), i, j)
            for i, one in enumerate(ours)
            for j, other in enumerate(theirs)
            if one.method == other.method and (common := _common(one, other))
        ),
    )
    taken = set()
    for _, _, i, j in ranked:
        if i not in found and j not in taken:
            found[i] = theirs[j]
            taken.add(j)
    free = [other for j, other in enumerate(theirs) if j not in taken]
    pairs = tuple((one, found.get(i)) for i, one in enumerate(ours))
    prefixes = Counter(
        prefix for one, other in pairs if other and (prefix := prefix_of(one, other)) is not None
    )
    most = prefixes.most_common(1)
    return Matched(pairs, tuple(free), most[0][0] if most else "")


def prefix_of(one: Published, other: Published) -> str | None:
    """What stands before the contract's path in the document's; None where that ends otherwise."""
    if other.segments[-len(one.segments) :] != one.segments:
        return None
    return "".join(f"/{segment}" for segment in other.segments[: -len(one.segments)])


def name_of(operation: Published) -> str | None:
    """The name by which the flows know an operation of the contract."""
    return next((name for name in NAMES if _ends_in(operation, name)), None)


def _common(one: Published, other: Published) -> int:
    """How many segments at the end are alike, if that is enough to take it for the same.

    The end by which the flows know it is enough. Where that has a parameter which is called
    otherwise, many an API has such a path, and one segment more must be alike.
    """
    common = 0
    for mine, its in zip(reversed(one.segments), reversed(other.segments), strict=False):
        if mine != its:
            break
        common += 1
    name = name_of(one)
    if name is None:
        needed = len(one.segments)
    else:
        needed = len(name.split("/")) + ("{" in name and one.names != other.names)
    return common if common >= needed else 0


def _ends_in(operation: Published, name: str) -> bool:
    """Whether the path ends in a name, whatever its parameters are called."""
    segments = tuple("{}" if part.startswith("{") else part for part in name.split("/"))
    return operation.segments[-len(segments) :] == segments
