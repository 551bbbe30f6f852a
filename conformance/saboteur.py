"""A saboteur: one fault of a server that is correct otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from conformance.sabotage.answer import Answer
    from conformance.sabotage.call import Call

Spoil = Callable[["Answer"], None]
Decide = Callable[["Call"], Iterator[None] | None]
Wrong = TypeVar("Wrong", bound="Spoil | Decide")


@dataclass(frozen=True, slots=True)
class Saboteur:
    """`name` says what the faulty server does.

    One with `spoil` turns a correct answer into a wrong one: the answers to `steps` (none: to the
    requirement's first step; of an invariant, the first exchange that it judges). One with `decide`
    is a server that decides wrongly: it gets each request before the correct server behind it, and
    after a `yield` the answer. `also` names the other requirements that rightly notice it.
    """

    name: str
    steps: tuple[str, ...]
    also: frozenset[str]
    spoil: Spoil | None = None
    decide: Decide | None = None

    @property
    def slug(self) -> str:
        """The name in one word, for the command line."""
        return self.name.replace(" ", "-")
