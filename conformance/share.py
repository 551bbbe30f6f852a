"""Which of a run's cases are driven here, where several runs part them among themselves."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

AUTO = "auto"
"""Stands for the shard that the environment names; nothing is parted unless it is asked for."""

MOST_SHARDS = 999
"""More would each send little but their first call."""


@dataclass(frozen=True, slots=True)
class Share:
    """Shard `shard` of `shards`, counted from 1, without the cases that are `done` already.

    `done` are pairs of a flow's and a case's name.
    """

    shard: int = 1
    shards: int = 1
    done: frozenset[tuple[str, str]] = frozenset()

    def __str__(self) -> str:
        return f"shard {self.shard} of {self.shards}"

    @property
    def whole(self) -> bool:
        """Whether no other shard has any case."""
        return self.shards == 1

    def takes(
        self,
        flow: str,
        case: str,
        beside: str | None = None,
        *,
        first: bool = False,
        last: bool = False,
    ) -> bool:
        """Whether a case is driven here.

        It follows from the names alone, so that the shards need not know of each other. `beside` is
        a case of the same flow, or any name, with which it stays together. What must come before
        or after everything else is in the first or the last shard.
        """
        if (flow, case) in self.done:
            return False
        if first or last:
            return self.shard == (1 if first else self.shards)
        name = f"{flow}\n{beside or case}".encode()
        digest = int.from_bytes(hashlib.sha256(name).digest()[:8], "big")
        return digest % self.shards == self.shard - 1


WHOLE = Share()
"""Everything."""


def share_of(text: str) -> Share:
    """The share that `K/N` names. Raises ValueError."""
    found = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text)
    if found is None:
        raise ValueError(f"{text!r} is no shard; write K/N, such as 1/4, or auto")
    return numbered(int(found[1]), int(found[2]))


def numbered(shard: int, shards: int) -> Share:
    """The share of those numbers. Raises ValueError where there is no such shard."""
    if not 1 <= shards <= MOST_SHARDS:
        raise ValueError(f"a run has from 1 to {MOST_SHARDS} shards, not {shards}")
    if not 1 <= shard <= shards:
        raise ValueError(f"there is no shard {shard} of {shards}; they are counted from 1")
    return Share(shard, shards)
