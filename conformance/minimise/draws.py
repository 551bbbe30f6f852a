"""The decisions by which a smaller candidate is made from a failing one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol, TypeVar, cast

Candidate = TypeVar("Candidate")
Choice = TypeVar("Choice")


class Draws(Protocol):
    """One decision after the other. Their number and order depend on the failing value alone.

    Each has an original outcome, which leaves things as they are, and a plain one.
    """

    def part(self) -> AbstractContextManager[bool]:
        """Whether a part stays; what is drawn meanwhile belongs to it. Plain: it goes."""

    def up_to(self, most: int) -> int:
        """An integer from 0 to `most`. Plain: 0."""

    def number(self, original: float) -> float:
        """A number between 0 and the original. Plain: 0."""

    def text(self, original: str, plain: str) -> str:
        """A text of at least one character, made of the original's and of `plain`, which is one
        character."""


Build = Callable[[Draws], Candidate]
"""Makes a candidate by drawing."""


class Selection(Draws):
    """Draws that come out plain, but for those at the positions `kept` (None: all).

    `instead` are outcomes in place of original ones, by position. After a candidate was made,
    `within` says of each draw to which parts it belongs, and `texts` and `integers` hold the
    original outcomes of these kinds, by position.
    """

    def __init__(
        self, kept: Collection[int] | None = None, instead: Mapping[int, Any] | None = None
    ) -> None:
        self.within: list[tuple[int, ...]] = []
        self.texts: dict[int, tuple[str, str]] = {}
        self.integers: dict[int, int] = {}
        self._kept = kept
        self._instead = instead or {}
        self._open: list[int] = []

    def _draw(self, original: Choice, plain: Choice) -> Choice:
        position = len(self.within)
        self.within.append(tuple(self._open))
        if self._kept is None or position in self._kept:
            return cast(Choice, self._instead.get(position, original))
        return plain

    @contextmanager
    def part(self) -> Iterator[bool]:
        position = len(self.within)
        kept = self._draw(original=True, plain=False)
        self._open.append(position)
        yield kept
        self._open.pop()

    def up_to(self, most: int) -> int:
        self.integers[len(self.within)] = most
        return self._draw(most, 0)

    def number(self, original: float) -> float:
        return self._draw(original, 0.0)

    def text(self, original: str, plain: str) -> str:
        self.texts[len(self.within)] = (original, plain)
        return self._draw(original, plain)
