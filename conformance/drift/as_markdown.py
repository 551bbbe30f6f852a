"""A drift in Markdown, for a pull request or the page of a CI job."""

from __future__ import annotations

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
from conformance.reports.gfm import code, plain


def render_markdown(drift: Drift) -> str:
    """The drift as Markdown (GFM): the sum, then what a reader has to act on."""
    blocks = [f"# {headline(drift)}", counted(drift)]
    blocks.append("\n".join(f"- {label}: {code(said)}" for label, said in facts(drift)))
    if drift.unread:
        blocks += [UNREAD, "\n".join(f"- {plain(one)}" for one in drift.unread)]
    if not drift.reached:
        blocks.append(UNREACHED)
    for effect in Effect:
        if number := drift.counts[effect]:
            blocks += [f"## {TITLES[effect]} ({number})", NOTES[effect]]
        blocks += [block for one in told(drift, effect) for block in _told(one)]
    if found := cosmetic(drift):
        blocks.append(plain(found))
    return "\n\n".join(blocks) + "\n"


def _told(one: Told) -> list[str]:
    first = one.first
    lines = [f"- In {code(place)}" for place in one.places]
    lines += [f"- {one.more}"] if one.more else []
    lines.append(f"- Contract: {code(first.was)} at {code(first.ours or '/')}")
    lines.append(f"- Document: {code(first.now)} at {code(first.theirs or '/')}")
    if ids := one.requirements:
        lines.append(f"- Concerns: {plain(ids)}")
    return [f"### {plain(first.kind)}", plain(first.why), "\n".join(lines)]
