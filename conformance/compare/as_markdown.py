"""A comparison in Markdown, for a pull request or the page of a CI job."""

from __future__ import annotations

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
from conformance.reports.gfm import code, fence, plain


def render_markdown(comparison: Comparison) -> str:
    """The comparison as Markdown (GFM): whether it is fair, then what a reader has to act on."""
    blocks = [f"# {headline(comparison)}"]
    if comparison.unfair:
        reasons = [f"- {plain(reason)}" for reason in comparison.unfair]
        blocks += [f"**{UNFAIR}**", "\n".join(reasons)]
    blocks += [counted(comparison), _facts(comparison)]
    for group in LISTED:
        found = comparison.of(group)
        if found:
            blocks += [f"## {TITLES[group]} ({len(found)})", NOTES[group]]
        if group in EXPLAINED:
            blocks += [block for one in found for block in _explained(one)]
        elif found:
            blocks.append("\n".join(f"- {_named(one)}" for one in found))
    if same := unchanged(comparison):
        blocks += [f"## {TITLES[Group.UNCHANGED]}", f"{same}."]
    return "\n\n".join(blocks) + "\n"


def _facts(comparison: Comparison) -> str:
    rows = [("", "A", "B"), ("---", "---", "---")]
    rows += [(label, plain(a), plain(b)) for label, a, b in facts(comparison)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def _named(one: Compared) -> str:
    return f"{plain(one.id)} ({level(one)}, {step(one)}): {plain(one.latest.statement)}"


def _explained(one: Compared) -> list[str]:
    latest = one.latest
    blocks = [f"### {plain(one.id)}: {plain(latest.statement)}"]
    lines = [f"{level(one)}, {step(one)}"] + ([plain(latest.reason)] if latest.reason else [])
    blocks.append("\\\n".join(lines))
    if shown := latest.first:
        found = [
            f"- At {code(shown.pointer)}",
            f"- Expected: {code(shown.expected)}",
            f"- Actual: {code(shown.actual)}",
        ]
        blocks += ["\n".join(found), fence(shown.reproduce, "sh")]
    if others := more(one):
        blocks.append(others)
    return blocks
