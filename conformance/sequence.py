"""Generated series of calls, and how they are kept as JSON Lines.

A sequence is made ahead. It names its chats by numbers, because their ids are known only in a run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from conformance.resources import FIXTURES
from conformance.target import MAIN

SEQUENCES = FIXTURES / "corpus" / "sequences.jsonl"


class What(StrEnum):
    """What a call does."""

    OPEN = "open"
    SAY = "say"
    HAND_OFF = "hand-off"
    READ = "read"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an agent, `main` or `other`, in the n-th chat that the sequence opens.

    `text` is what is said or asked, or the reason of a handoff, whose `address` is the customer's.
    `flags` are those of a chat that is opened. `metadata` None: none is sent.
    """

    what: What
    chat: int
    agent: str = MAIN
    text: str | None = None
    sender: str | None = None
    address: str | None = None
    flags: Mapping[str, bool] = field(default_factory=dict)
    metadata: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Sequence:
    """Calls that are made one after another. Every chat is opened before anything else is done."""

    id: str
    calls: tuple[Call, ...]

    @cached_property
    def owners(self) -> Mapping[int, str]:
        """Which agent opens each chat."""
        return {call.chat: call.agent for call in self.calls if call.what is What.OPEN}

    def foreign(self, call: Call) -> bool:
        """Whether a call is made in a chat that another agent has opened."""
        return self.owners[call.chat] != call.agent


def written(sequence: Sequence) -> str:
    """The sequence as one line of JSON."""
    calls = [_members(call) for call in sequence.calls]
    return json.dumps({"id": sequence.id, "calls": calls}, ensure_ascii=True)


def _members(call: Call) -> dict[str, Any]:
    return {
        name: value
        for name, value in asdict(call).items()
        if value is not None and not (name == "flags" and not value)
    }


def read(line: str) -> Sequence:
    """A sequence from its line. Raises ValueError, KeyError or TypeError where it is none."""
    value = json.loads(line)
    calls = tuple(Call(**{**call, "what": What(call["what"])}) for call in value["calls"])
    if not makes_sense(calls):
        raise ValueError(f"{value['id']} doesn't open each chat once, before its use.")
    return Sequence(value["id"], calls)


def makes_sense(calls: Iterable[Call]) -> bool:
    """Whether each chat is opened once, before anything else is done with it."""
    opened: set[int] = set()
    for call in calls:
        if (call.what is What.OPEN) == (call.chat in opened):
            return False
        opened.add(call.chat)
    return bool(opened)


def load(path: Path = SEQUENCES) -> Iterator[Sequence]:
    """The sequences of a file, in their order. Raises what `read` raises, and OSError."""
    with path.open(encoding="ascii") as file:
        yield from map(read, file)
