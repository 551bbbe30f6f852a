"""One transcript from those of shards: written as it is read, so that memory doesn't grow."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

from conformance.exchange import Exchange, Header
from conformance.merge.part import Part
from conformance.transcript import TranscriptWriter


def put_together(parts: Sequence[Part], stopped: str | None, path: Path) -> None:
    """Write the transcript of all shards to a file. `parts` are one each, in order.

    `stopped` says what is missing. Exchanges are in the order in which they ended by the shards'
    clocks; those of one shard stay in its order.
    """
    with path.open("w", encoding="ascii") as file:
        writer = TranscriptWriter(file)
        writer.begin(_header(parts))
        zero = min(part.began for part in parts)
        timed = (_rebased(part, part.began - zero) for part in parts)
        for number, exchange in enumerate(heapq.merge(*timed, key=attrgetter("ended")), start=1):
            writer.write(replace(exchange, number=number))
        faults = [f"{part.name}: {fault}" for part in parts for fault in part.transcript.faults]
        writer.end(stopped, faults)


def _header(parts: Sequence[Part]) -> Header:
    """That of the first shard, but for what is of a run alone."""
    first = min(parts, key=lambda part: part.began)
    runs = " ".join(part.header.run for part in parts)
    return replace(
        parts[0].header,
        run=f"merged{hashlib.sha256(runs.encode()).hexdigest()[:10]}",
        started_at=first.header.started_at,
        shard=None,
        merged=parts[0].shards,
        parts=1 + sum(part.header.parts - 1 for part in parts),
    )


def _rebased(part: Part, offset: float) -> Iterator[Exchange]:
    for exchange in part.transcript.exchanges:
        yield replace(
            exchange,
            started=round(exchange.started + offset, 6),
            ended=round(exchange.ended + offset, 6),
        )
