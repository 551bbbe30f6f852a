"""How deep a JSON text is and how many values it has, found out before it is read.

Reading takes some thirty times the memory of a text, and stack for every level; what is done with
the value takes more. RFC 8259 (section 9) leaves it to each reader how much of either it takes.
"""

from __future__ import annotations

import re

DEEPEST = 300
"""Levels of nesting. The suite itself sends 200."""

MOST_VALUES = 20_000
"""Values in one text. A chat of this API that a run has filled has some hundreds."""

_TEXT = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
"""A string, or what begins as one and has no end; it never goes back, so it takes linear time."""

_BRACKET = re.compile(r"[\[\]{}]")


def objection(text: str) -> str | None:
    """Why a JSON text is more than is read of any, in a few words; None where it isn't."""
    # Mostly there is no need to look at strings: with all the commas in them it is still little.
    opening = text.count("[") + text.count("{")
    if opening <= DEEPEST and opening + text.count(",") < MOST_VALUES:
        return None
    bare = _TEXT.sub('"', text)
    if bare.count(",") + bare.count("[") + bare.count("{") >= MOST_VALUES:
        return f"more than {MOST_VALUES:,} values"
    return f"nested more than {DEEPEST} levels deep" if _depth(bare) > DEEPEST else None


def _depth(bare: str) -> int:
    deepest = level = 0
    for found in _BRACKET.finditer(bare):
        level += 1 if found.group() in "[{" else -1
        deepest = max(deepest, level)
    return deepest
