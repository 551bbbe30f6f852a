"""Text that Markdown (GFM) shows as it is, whatever signs are in it."""

from __future__ import annotations

import re

from conformance.reports.text import BLOCK_LIMIT, visible

# An underscore within a word, and most signs after the first, mean nothing in GFM: a summary is
# read unrendered too, so that only what has to be escaped is.
_MEANINGFUL = re.compile(
    r"([\\`*\[\]<|~&$]|(?<!\w)_|_(?!\w)|(?<=\s)#|^[>#+=-]|(?<=^\d)[.)]|(?<=^\d\d)[.)])"
)


def plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MEANINGFUL.sub(r"\\\1", visible(text).strip(" "))


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def code(text: str) -> str:
    """A code span that no backtick in the text can end; on one line."""
    shown = visible(text)
    if not shown.strip(" "):
        return "*(empty)*"
    ticks = "`" * (_longest_run(shown) + 1)
    # A space inside keeps a backtick at the end apart from the fence; readers drop it again.
    space = " " if {shown[0], shown[-1]} & {"`", " "} else ""
    return f"{ticks}{space}{shown}{space}{ticks}"


def fence(text: str, language: str) -> str:
    """A fenced block that no run of backticks in the text can end."""
    shown = visible(text, BLOCK_LIMIT, lines=True)
    ticks = "`" * max(3, _longest_run(shown) + 1)
    return f"{ticks}{language}\n{shown}\n{ticks}"
