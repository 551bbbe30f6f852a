"""One difference between the contract and a published document, and what it does to clients."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conformance.difference import ABSENT

LONGEST_VALUE = 300
"""Characters of a value that is shown."""


class Effect(StrEnum):
    """What a difference does to clients of the contract."""

    BREAKING = "breaking"
    WIDENING = "widening"
    COSMETIC = "cosmetic"


class Change(StrEnum):
    """From the contract to the document; each has its reverse."""

    ADDED = "added"
    REMOVED = "removed"
    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    CHANGED = "changed"

    @property
    def reverse(self) -> Change:
        """What the same difference is from the document to the contract."""
        return _REVERSES.get(self, self)


_REVERSES = {
    Change.ADDED: Change.REMOVED,
    Change.REMOVED: Change.ADDED,
    Change.TIGHTENED: Change.LOOSENED,
    Change.LOOSENED: Change.TIGHTENED,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that the document says otherwise than the contract.

    `topic` is what it is about, such as `request-member`. `operation` is method and path in the
    contract, or in the document if only that has it; empty for what is about no operation.
    `subject` says where in the operation. `ours` and `theirs` are JSON pointers into both documents
    (to where it would stand, if it isn't there), `was` and `now` what they say, as JSON text or
    `nothing`. `reach` names the place for `Reach`.
    """

    effect: Effect
    topic: str
    change: Change
    operation: str
    subject: str
    ours: str
    theirs: str
    was: str
    now: str
    why: str
    reach: str = ""
    requirements: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Topic and change in one word, such as `request-member-removed`."""
        return f"{self.topic}-{self.change}"


def written(value: Any) -> str:
    """A value as JSON text in ASCII, cut where it is long; `nothing` for what isn't there.

    It is written piece by piece, because what aliases repeat would be endless.
    """
    if value is ABSENT:
        return "nothing"
    parts: list[str] = []
    length = 0
    encoder = json.JSONEncoder(default=str, skipkeys=True)
    try:
        for part in encoder.iterencode(_shortened(value)):
            parts.append(part)
            length += len(part)
            if length > LONGEST_VALUE:
                break
    except (ValueError, TypeError, RecursionError):
        parts.append("...")
    text = "".join(parts)
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "..."


def _shortened(value: Any) -> Any:
    """A long text is not encoded whole only to be cut."""
    return value[: LONGEST_VALUE + 1] if isinstance(value, str) else value
