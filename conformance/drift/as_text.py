"""A drift for a terminal, in plain text."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.drift.differing import Effect
from conformance.drift.drift import Drift
from conformance.drift.outline import (
    NOTES,
    TITLES,
    UNREACHED,
    UNREAD,
    Told,
    cosmetic,
    counted,
    facts,
    headline,
    told,
)
from conformance.reports.text import visible


def render_text(drift: Drift) -> str:
    """The drift as lines of text, the sum last."""
    return "\n".join(_lines(drift)) + "\n"


def _lines(drift: Drift) -> Iterator[str]:
    for label, said in facts(drift):
        yield f"{label}: {visible(said)}"
    if drift.unread:
        yield UNREAD
        yield from (f"  {visible(one)}" for one in drift.unread)
    for effect in Effect:
        if number := drift.counts[effect]:
            yield ""
            yield f"{TITLES[effect]} ({number}): {NOTES[effect]}"
        for one in told(drift, effect):
            yield from _told(one)
    if found := cosmetic(drift):
        yield f"  {visible(found)}"
    yield ""
    if not drift.reached:
        yield UNREACHED
    yield f"{headline(drift)}. {counted(drift)}"


def _told(one: Told) -> Iterator[str]:
    first = one.first
    yield f"  {first.kind}: {visible(first.why)}"
    yield from (f"    in {visible(place)}" for place in one.places)
    if one.more:
        yield f"    {one.more}"
    yield f"      contract: {visible(first.was)}  at {visible(first.ours) or '/'}"
    yield f"      document: {visible(first.now)}  at {visible(first.theirs) or '/'}"
    if ids := one.requirements:
        yield f"      concerns: {ids}"
