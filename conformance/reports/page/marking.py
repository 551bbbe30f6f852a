"""Two texts side by side, with what differs between them marked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from markupsafe import Markup

from conformance.reports.text import LINE_LIMIT, visible

ALIKE = 0.5
"""Texts that have less in common than this are not compared: all of both would be marked."""

_PARTS = re.compile(r"\w+|\W")


def marked(expected: str, actual: str) -> tuple[Markup, Markup]:
    """Both texts, escaped, with the parts that only one of them has in `<mark>`."""
    one, other = (_PARTS.findall(text[:LINE_LIMIT]) for text in (expected, actual))
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.ratio() < ALIKE:
        return _plain(expected), _plain(actual)
    left: list[Markup] = []
    right: list[Markup] = []
    for tag, start, end, begin, stop in matcher.get_opcodes():
        left.append(_part(one[start:end], tag != "equal"))
        right.append(_part(other[begin:stop], tag != "equal"))
    return _whole(left, expected), _whole(right, actual)


def _part(words: Iterable[str], differs: bool) -> Markup:
    text = _plain("".join(words))
    return Markup("<mark>{}</mark>").format(text) if differs and text else text


def _whole(parts: Iterable[Markup], text: str) -> Markup:
    """The parts joined, with the note that `visible` makes of what was cut."""
    note = visible(text)[len(visible(text[:LINE_LIMIT])) :] if len(text) > LINE_LIMIT else ""
    return Markup("").join([*parts, Markup.escape(note)])


def _plain(text: str) -> Markup:
    return Markup.escape(visible(text))
