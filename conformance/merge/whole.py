"""Which shards there are, and what keeps them from being a whole run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from conformance.merge.part import Part


def once_each(parts: Sequence[Part]) -> list[Part]:
    """Of several with one number the one that began first; `parts` are in order."""
    return [next(iter(same)) for _, same in groupby(parts, key=lambda part: part.shard)]


def shortcomings(parts: Sequence[Part]) -> Iterator[str]:
    """A sentence for each thing that is missing, doubled, damaged or stopped; none if all is well.

    `parts` are in order, and all of one run.
    """
    shards = parts[0].shards
    found = {part.shard for part in parts}
    missing = [number for number in range(1, shards + 1) if number not in found]
    if missing:
        verb, noun = ("is", "Shard") if len(missing) == 1 else ("are", "Shards")
        yield f"{noun} {', '.join(map(str, missing))} of {shards} {verb} missing."
    for _, same in groupby(parts, key=lambda part: part.shard):
        first, *others = same
        if others:
            names = ", ".join(str(part.directory) for part in others)
            yield (
                f"{first.name} is there more than once: {first.directory} was taken, and not "
                f"{names}."
            )
    for part in once_each(parts):
        if part.transcript.damage is not None:
            yield f"{part.name} is damaged: {part.transcript.damage}."
        if part.transcript.stopped is not None:
            yield f"{part.name} stopped early: {part.transcript.stopped}"
