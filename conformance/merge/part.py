"""What a shard of a run left behind, as far as it can be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from conformance.exchange import Header, Transcript
from conformance.run import TRANSCRIPT
from conformance.transcript import TranscriptError, open_transcript


class MergeError(Exception):
    """Reports that can't be merged as asked: says why and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """One shard, from a directory. `began` is in seconds since the epoch."""

    directory: Path
    transcript: Transcript
    shard: int
    shards: int
    began: float

    @property
    def header(self) -> Header:
        return self.transcript.header

    @property
    def name(self) -> str:
        return f"Shard {self.shard} of {self.shards}"


def read_parts(directories: Iterable[Path]) -> tuple[list[Part], list[str]]:
    """The shards in these directories, in an order that isn't theirs.

    And a sentence for each in which nothing can be read, as where a run was cut off at its
    beginning. Raises MergeError where something else than a shard was named.
    """
    parts: list[Part] = []
    unread: list[str] = []
    for directory in directories:
        path = directory / TRANSCRIPT
        try:
            parts.append(_part(directory, open_transcript(path)))
        except OSError as error:
            raise MergeError(
                f"{path} can't be read: {error.strerror}; name the directories of the shards' "
                "reports."
            ) from None
        except TranscriptError:
            unread.append(f"The transcript in {directory} can't be read, so its shard is missing.")
    parts.sort(key=lambda part: (part.shard, part.began, part.header.run))
    return parts, sorted(unread)


def _part(directory: Path, transcript: Transcript) -> Part:
    header = transcript.header
    if header.merged:
        raise MergeError(f"{directory} is merged already; name the directories of the shards.")
    # A whole run is the first of one.
    shard, shards = header.shard or (1, 1)
    try:
        began = datetime.fromisoformat(header.started_at).timestamp()
    except ValueError:
        raise MergeError(f"{directory} doesn't say when its run began.") from None
    return Part(directory, transcript, shard, shards, began)
