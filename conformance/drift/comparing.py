"""What the comparison of two documents goes by: where it is, whose side it is on, what it found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from conformance.difference import ABSENT, differences, escaped
from conformance.drift.differing import Change, Difference, Effect, written
from conformance.drift.document import Document, Place
from conformance.drift.reading import DriftError
from conformance.drift.shape import Shapes

MOST_DIFFERENCES = 20_000
"""A document that differs in more places is of something else."""

MOST_STEPS = 200_000
"""Pairs of schemas that are compared; the contract with itself has some eight hundred."""


class Way(StrEnum):
    """Who sends what is described: in a request the client, in an answer the server.

    A client may send all that the contract allows, so that a document which allows less breaks it.
    It has to read no more than the contract allows, so that a document which allows more breaks it.
    """

    REQUEST = "request"
    ANSWER = "answer"

    def effect(self, change: Change) -> Effect:
        """What it does to clients that more or less is allowed."""
        worse = Change.TIGHTENED if self is Way.REQUEST else Change.LOOSENED
        return Effect.BREAKING if change in {worse, Change.CHANGED} else Effect.WIDENING


@dataclass(frozen=True, slots=True)
class Scope:
    """Where in the contract a comparison is: `operation` is method and path, `subject` words.

    `path` leads from there into a JSON value, `*` standing for any item. `reach` names the place
    for `Reach`, without the member, and `aspect` what of the member; it is empty where no
    requirement is concerned. `returned` are members that are sent, and so come back.
    """

    operation: str
    way: Way
    subject: str
    reach: str
    path: tuple[str, ...] = ()
    returned: frozenset[str] = frozenset()
    aspect: str = ""

    def into(self, token: str) -> Scope:
        """The scope of a member, or of any item."""
        return replace(self, path=(*self.path, token))

    def place(self, token: str | None = None) -> str:
        """The words for where it is, or for a member there."""
        path = (*self.path, token) if token is not None else self.path
        return self.subject + (" " if path else "") + "".join(f"/{escaped(one)}" for one in path)

    def reached(self, token: str | None = None) -> str:
        """The name for `Reach`: that of the outermost member, where it is in one."""
        if not self.reach:
            return ""
        names = [one for one in (*self.path, *([] if token is None else [token])) if one != "*"]
        # Of what is deeper only the outermost member is known.
        aspect = [self.aspect] if self.aspect and len(names) == 1 else []
        return "/".join([self.reach, *names[:1], *aspect])


@dataclass(frozen=True, slots=True)
class Tried:
    """What two forms come to: how much breaks, and whether all that one of them reads is sent."""

    breaking: int
    used_up: bool


@dataclass
class Comparing:
    """Two documents, and the differences found so far."""

    ours: Document
    theirs: Document
    found: list[Difference] = field(default_factory=list)
    under_way: set[tuple[Way, object, object]] = field(default_factory=set)
    tried: dict[tuple[int, int, Scope], Tried] = field(default_factory=dict)
    steps: int = 0

    def __post_init__(self) -> None:
        self.our_shapes, self.their_shapes = Shapes(self.ours), Shapes(self.theirs)

    def add(
        self,
        effect: Effect,
        topic: str,
        change: Change,
        scope: Scope,
        *,
        at: tuple[str, str],
        said: tuple[Any, Any],
        why: str,
        member: str | None = None,
    ) -> None:
        """Write a difference down; `at` are pointers and `said` values, the contract's first.

        Raises DriftError where there are too many.
        """
        if len(self.found) >= MOST_DIFFERENCES:
            raise DriftError(
                f"The document differs from the contract in more than {MOST_DIFFERENCES:,} places; "
                "take out what is not about the external message API."
            )
        self.found.append(
            Difference(
                effect,
                topic,
                change,
                scope.operation,
                scope.place(member),
                *at,
                written(said[0]),
                written(said[1]),
                why,
                scope.reached(member),
            )
        )

    def cosmetic(self, topic: str, scope: Scope, ours: Place, theirs: Place, why: str) -> None:
        """Write down a difference that clients don't notice, if it is one."""
        if not differences(ours.value, theirs.value):
            return
        change = Change.CHANGED
        if ours.value is ABSENT or theirs.value is ABSENT:
            change = Change.ADDED if ours.value is ABSENT else Change.REMOVED
        pointers, said = (ours.pointer, theirs.pointer), (ours.value, theirs.value)
        self.add(Effect.COSMETIC, topic, change, scope, at=pointers, said=said, why=why)

    def step(self) -> None:
        """Count a pair of schemas. Raises DriftError where there are too many."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise DriftError(
                "The documents have too many schemas within schemas to compare; "
                "write what is alternative to each other in fewer words."
            )

    @contextmanager
    def trial(self) -> Iterator[list[Difference]]:
        """Collects differences apart, to see whether there are any."""
        kept, self.found = self.found, []
        try:
            yield self.found
        finally:
            self.found = kept
