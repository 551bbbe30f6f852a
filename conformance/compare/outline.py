"""What every readable form of a comparison says, and in which order: words, no markup."""

from __future__ import annotations

from collections import Counter

from conformance.compare.comparison import Compared, Comparison, Group
from conformance.compare.side import Side
from conformance.outcome import Outcome
from conformance.reports.outline import ORDER, OUTCOME_WORDS, VERDICT_WORDS

TITLES = {
    Group.BROKEN: "Broken",
    Group.MENDED: "Mended",
    Group.CHANGED: "Changed otherwise",
    Group.FAILING: "Still failing",
    Group.NEW: "New",
    Group.GONE: "Gone",
    Group.UNCHANGED: "Unchanged",
}
NOTES = {
    Group.BROKEN: "They held in A. In B they don't, or could not be judged.",
    Group.MENDED: "They hold in B. In A they didn't, or could not be judged.",
    Group.CHANGED: "Their outcome is another one; they neither broke nor were mended.",
    Group.FAILING: "They hold neither in A nor in B.",
    Group.NEW: "Only B has them.",
    Group.GONE: "Only A has them.",
    Group.UNCHANGED: "Their outcome is the same.",
}
LISTED = tuple(group for group in Group if group is not Group.UNCHANGED)
"""The groups whose requirements are named; of the others it is said how many there are."""

EXPLAINED = frozenset({Group.BROKEN, Group.CHANGED, Group.FAILING, Group.NEW})
"""The groups in which a reader wants to know what B found."""

UNFAIR = "Not a fair comparison: what differs may be due to this."


def headline(comparison: Comparison) -> str:
    """What a reader has to know, in a few words."""
    broken = comparison.counts[Group.BROKEN]
    if not broken:
        return "Nothing broke"
    return "1 requirement broke" if broken == 1 else f"{broken} requirements broke"


def counted(comparison: Comparison) -> str:
    """How many requirements are in each group, in a sentence."""
    counts = comparison.counts
    found = [f"{counts[group]} {TITLES[group].lower()}" for group in Group if counts[group]]
    return f"{', '.join(found)}." if found else "Neither report has a requirement."


def facts(comparison: Comparison) -> tuple[tuple[str, str, str], ...]:
    """A label, and what is so of A and of B."""
    labels_of_b = _facts(comparison.b)
    return tuple((label, said, labels_of_b[label]) for label, said in _facts(comparison.a).items())


def _facts(side: Side) -> dict[str, str]:
    return {
        "Target": side.url,
        "Verdict": VERDICT_WORDS[side.verdict],
        "In short": side.summary,
        "Suite": side.version,
        "Profile": side.profile,
        "Run": f"{side.run}, {side.started_at}",
        "Spec": side.spec_digest,
        "Catalogue": side.catalogue_digest,
    }


def step(one: Compared) -> str:
    """From which outcome to which, such as `passed → failed`."""
    outcomes = [OUTCOME_WORDS[entry.outcome] for entry in (one.a, one.b) if entry is not None]
    return " → ".join(dict.fromkeys(outcomes))


def level(one: Compared) -> str:
    """The requirement's level, such as `MUST`, or `SHOULD → MUST` where it is another one."""
    levels = [entry.level.value for entry in (one.a, one.b) if entry is not None]
    return " → ".join(dict.fromkeys(levels))


def unchanged(comparison: Comparison) -> str:
    """How many requirements came out alike, by outcome; empty where none did."""
    found = Counter[Outcome](one.latest.outcome for one in comparison.of(Group.UNCHANGED))
    return ", ".join(
        f"{found[outcome]} {OUTCOME_WORDS[outcome]}" for outcome in ORDER if found[outcome]
    )


def more(one: Compared) -> str:
    """That there are more findings than the one that is shown; empty where there aren't."""
    others = one.latest.findings - 1
    if others < 1:
        return ""
    return f"{others} more finding{'s' if others > 1 else ''} in the report."
