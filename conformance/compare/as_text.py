"""A comparison for a terminal, in plain text."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.compare.comparison import Compared, Comparison, Group
from conformance.compare.outline import (
    EXPLAINED,
    LISTED,
    NOTES,
    TITLES,
    UNFAIR,
    counted,
    facts,
    headline,
    level,
    more,
    step,
    unchanged,
)
from conformance.reports.text import BLOCK_LIMIT, visible


def render_text(comparison: Comparison) -> str:
    """The comparison as lines of text, what is unfair in it first and the sum last."""
    return "\n".join(_lines(comparison)) + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    if comparison.unfair:
        yield UNFAIR
        yield from (f"  {reason}" for reason in comparison.unfair)
        yield ""
    for label, a, b in facts(comparison):
        if a == b:
            yield f"{label}: {visible(a)}"
        else:
            yield f"{label}:"
            yield f"  A  {visible(a)}"
            yield f"  B  {visible(b)}"
    for group in LISTED:
        found = comparison.of(group)
        if found:
            yield ""
            yield f"{TITLES[group]} ({len(found)}): {NOTES[group]}"
        for one in found:
            yield from _requirement(one, group)
    yield ""
    if same := unchanged(comparison):
        yield f"Unchanged: {same}."
    yield f"{headline(comparison)}. {counted(comparison)}"


def _requirement(one: Compared, group: Group) -> Iterator[str]:
    yield f"  {visible(one.id)} {level(one)}, {step(one)}: {visible(one.latest.statement)}"
    if group not in EXPLAINED:
        return
    if one.latest.reason:
        yield f"    {visible(one.latest.reason)}"
    if shown := one.latest.first:
        yield f"    at {visible(shown.pointer) or 'the body'}"
        yield f"      expected: {visible(shown.expected)}"
        yield f"      actual:   {visible(shown.actual)}"
        # On one line: whatever is in it can't pass for a line of ours.
        yield f"      again:    {visible(shown.reproduce, BLOCK_LIMIT)}"
    if others := more(one):
        yield f"    {others}"
