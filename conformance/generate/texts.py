"""Texts that cover systematically: every length, every kind of character, at every place."""

from __future__ import annotations

import itertools
import random
from collections import deque
from collections.abc import Iterator, Sequence
from functools import cache
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
LONG = (2001, 4096, 2048, 2047, 2049, LONGEST, 4095, 4097, 5000, 10_000)
BLANK = ("", " ", "\t", "\n", "   \n\t ", "\u00a0", "\u3000", "\u200b", "\u2028", "\r\n")
WITH_CONTROLS = (
    *(
        "a\u0001b",
        "\u0007",
        "\ufffe",
        "\u001b[31mred\u001b[0m",
        "\u0085",
        "end\u0001",
        "\u0001start",
    ),
    *("a\u007fb", "a\uffffb", "\u000b", "\u000cpage"),
)

WORDS = (
    "Do you ship to Norway, and what would fifty seats cost for a year? We met at the fair; "
    "please call before noon. The pilot went well: three teams, no trouble. "
)

PATIENCE = 20
"""So often a character is tried between others before its turn is over."""


class Supply(Iterator[Item]):
    """Goes round a pool for ever, in an order of its own."""

    def __init__(self, pool: Sequence[Item], source: random.Random) -> None:
        self._order = deque(source.sample(pool, len(pool)))

    def __next__(self) -> Item:
        self._order.rotate(-1)
        return self._order[-1]

    def put_back(self) -> None:
        """Give the last one again, because it could not be used."""
        self._order.rotate(1)


class Texts:
    """Texts for one member, one after another, so that together they cover what there is."""

    def __init__(self, source: random.Random) -> None:
        self._starts = Supply(ASCII, source)
        # After a character that is no space, an @ makes an address of what follows.
        self._middles = Supply([*ASCII.replace("@", ""), " @"], source)
        self._ends = Supply(ASCII, source)
        self._traps = Supply(TRAPS, source)
        self._odd = Supply(_odd(), source)
        self._lone: Supply[str] = Supply(_lone(), source)
        self._styles = itertools.cycle(
            (self._plain, self._mixed, self._plain, self._single, self._plain)
        )

    def text(self, length: int) -> str:
        """An ordinary text of exactly this many characters."""
        if length == 1:
            return next(self._lone)
        start, end = next(self._starts), next(self._ends)
        if length == 2:
            return start + (end if _fine(start + end) else next(self._lone))
        make = next(self._styles)
        for attempt in itertools.count():
            text = start + make(length - 2) + end
            if _fine(text):
                break
            if attempt < PATIENCE:
                self._middles.put_back()
        return text

    def _plain(self, length: int) -> str:
        """Words, with two traps where there is room for them."""
        traps: str = next(self._middles)
        for _ in range(2):
            longer = f"{next(self._traps)} {traps}"
            if len(longer) <= length:
                traps = longer
            else:
                self._traps.put_back()
        return (_words((length - len(traps)) // 2) + traps + _words(length))[:length]

    def _mixed(self, length: int) -> str:
        """Odd characters one after another, with an ASCII one in the middle."""
        many = "".join(next(self._odd) for _ in range(min(length, 60)))
        return self._with_middle((many * (length // 60 + 1))[:length])

    def _single(self, length: int) -> str:
        """One odd character over and over."""
        return self._with_middle(next(self._odd) * length)

    def _with_middle(self, text: str) -> str:
        half, middle = len(text) // 2, str(next(self._middles))
        return (text[:half] + middle + text[half + len(middle) :])[: len(text)]


@cache
def _odd() -> tuple[str, ...]:
    return (*(one for found in categories().values() for one in found), *BLOCKS)


@cache
def _lone() -> tuple[str, ...]:
    """Characters that are a text by themselves."""
    return tuple(one for one in (*ASCII, *_odd()) if _fine(one))


def unusual_texts(source: random.Random) -> dict[str, Iterator[str]]:
    """Texts that a lawful server may refuse, by what is unusual: blank, long, with controls."""
    texts = Texts(source)
    odd = [*CONTROLS, *NONCHARACTERS]
    source.shuffle(odd)
    return {
        "blank": iter(BLANK),
        "long": (f"{texts.text(60)} {_words(length - 61)}" for length in LONG),
        "control": iter([*WITH_CONTROLS, *(f"before{one}after" for one in odd)]),
    }


def _words(length: int) -> str:
    return (WORDS * (length // len(WORDS) + 1))[:length]


def _fine(text: str) -> bool:
    return level_of_text(text) is MUST and is_safe(text) and not has_placeholder(text)
