"""How much room there is, and lines that keep to it."""

from __future__ import annotations

import io
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

PAGE_WIDTH, PAGE_HEIGHT = 120, 80
"""For what is written to where there is no screen, such as the log of a job."""

Part = str | tuple[str, str]
"""A text, or a text with its style."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Columns and lines. A page, unlike a terminal, takes a line of any length."""

    width: int = PAGE_WIDTH
    height: int = PAGE_HEIGHT
    page: bool = True

    def cut(self, *parts: Part) -> Text:
        """One line of these parts, cut with an ellipsis where it is too wide."""
        line = Text.assemble(*parts)
        line.truncate(self.width, overflow="ellipsis")
        return line

    def folded(self, line: Text) -> list[Text]:
        """A line on as many as it takes on a terminal, broken between words."""
        folded = [line] if self.page else list(line.wrap(Console(), self.width))
        for one in folded:
            one.rstrip()
        return folded

    def lines(self, line: Text) -> int:
        """How many lines of the screen one takes that isn't cut."""
        return max(1, math.ceil(cell_len(line.plain) / self.width))


def shortened(text: str, width: int) -> str:
    """A text cut with an ellipsis to so many columns."""
    line = Text(text)
    line.truncate(width, overflow="ellipsis")
    return line.plain


def shared(texts: Sequence[str], width: int) -> list[str]:
    """Texts that together have so many columns: what short ones leave over goes to long ones."""
    kept = list(texts)
    by_length = sorted(range(len(texts)), key=lambda place: cell_len(texts[place]))
    for done, place in enumerate(by_length):
        kept[place] = shortened(texts[place], width // (len(texts) - done))
        width -= cell_len(kept[place])
    return kept


def console_on(stream: TextIO) -> Console:
    """A console that writes to a stream; what its encoding hasn't is written as an escape."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return Console(file=stream, highlight=False)


def screen_of(console: Console) -> Screen:
    """The screen that a console writes to; where there is none, a page.

    COLUMNS and LINES say otherwise.
    """
    if console.file.isatty():
        return Screen(*console.size, page=False)
    return Screen(_given("COLUMNS", PAGE_WIDTH), _given("LINES", PAGE_HEIGHT))


def _given(variable: str, otherwise: int) -> int:
    value = os.environ.get(variable, "")
    return max(1, int(value)) if value.isdecimal() else otherwise


def is_watched(console: Console) -> bool:
    """Whether somebody sees it change: a terminal that can move its cursor, and no CI."""
    return console.file.isatty() and not console.is_dumb_terminal and not os.environ.get("CI")
