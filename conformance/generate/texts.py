"""Texts that cover systematically: every length, every kind of character, at every place."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from conformance.generate.characters import (
    ASCII,
    BLOCKS,
    CONTROLS,
    NONCHARACTERS,
    TRAPS,
    categories,
)
from conformance.generate.grading import LONGEST, LONGEST_ORDINARY, MUST, level_of_text
from conformance.generate.safety import has_placeholder, is_safe

Item = TypeVar("Item")

SHORT = 130
LENGTHS = (
    *range(1, SHORT + 1),
    *(2**power + step for power in range(8, 11) for step in (-1, 0, 1)),
    *(150, 200, 300, 500, 999, 1000, LONGEST_ORDINARY - 1, LONGEST_ORDINARY),
)
LONG_LENGTHS = (2001, 2047, 2048, 2049, 4095, 4096, 4097, 5000, 10_000, LONGEST)

WORDS = (
    "Do you ship to Norway, and what would fifty seats cost for a year? We met at the fair; "
    "please call before noon. The pilot went well: three teams, no trouble. "
)


class Supply(Iterator[Item]):
    """Goes round a pool for ever, in an order of its own."""

    def __init__(self, pool: Sequence[Item], source: random.Random) -> None:
        order = list(pool)
        source.shuffle(order)
        self._round = itertools.cycle(order)

    def __next__(self) -> Item:
        return next(self._round)


class Texts:
    """Texts for one member, one after another, so that together they cover what there is."""

    def __init__(self, source: random.Random) -> None:
        self._starts = Supply(ASCII, source)
        self._middles = Supply(ASCII, source)
        self._ends = Supply(ASCII, source)
        self._traps = Supply(TRAPS, source)
        every = [one for found in categories().values() for one in found]
        self._odd = Supply([*every, *BLOCKS], source)
        self._lone: Supply[str] = Supply(
            [one for one in [*ASCII, *every, *BLOCKS] if _fine(one)], source
        )
        self._styles = itertools.cycle((self._plain, self._mixed, self._plain, self._single))

    def text(self, length: int) -> str:
        """An ordinary text of exactly this many characters."""
        make = next(self._styles)
        text = self._try(length, make)
        while not _fine(text):
            text = self._try(length, make)
        return text

    def _try(self, length: int, make: Callable[[int], str]) -> str:
        if length == 1:
            return next(self._lone)
        start, end = next(self._starts), next(self._ends)
        return start + make(length - 2) + end

    def _plain(self, length: int) -> str:
        """Words, with one trap where there is room for it."""
        trap, middle = next(self._traps), next(self._middles)
        if len(trap) + 3 > length:
            return self._repeated(middle + WORDS, length)
        at = length // 2
        words = self._repeated(WORDS, length)
        return (words[:at] + middle + trap + words)[:length]

    def _mixed(self, length: int) -> str:
        """Odd characters one after another, with an ASCII one in the middle."""
        many = "".join(next(self._odd) for _ in range(min(length, 60)))
        half = len(many) // 2
        return self._repeated(many[:half] + next(self._middles) + many[half:], length)

    def _single(self, length: int) -> str:
        """One odd character over and over."""
        return self._repeated(next(self._odd), length)

    def _repeated(self, text: str, length: int) -> str:
        return (text * (length // len(text) + 1))[:length]


def unusual_texts(source: random.Random) -> Iterator[str]:
    """Texts that a lawful server may refuse: blank, with controls, very long."""
    yield from ("", " ", "\t", "\n", "   \n\t ", "\u00a0", "\u3000", "\u200b", "\u2028", "\r\n")
    for one in (*CONTROLS[:31], CONTROLS[-1], CONTROLS[40], *NONCHARACTERS):
        yield f"before{one}after"
    yield from ("\u0007", "\ufffe", "\u001b[31mred\u001b[0m", "\u0085", "end\u0001", "\u0001start")
    texts = Texts(source)
    for length in LONG_LENGTHS:
        yield texts.text(LONGEST_ORDINARY)[: length % 97] + (WORDS * 130)[: length - length % 97]


def _fine(text: str) -> bool:
    return level_of_text(text) is MUST and is_safe(text) and not has_placeholder(text)
