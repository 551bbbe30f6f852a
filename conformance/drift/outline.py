"""What every readable form of a drift says, and in which order: words, no markup."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from conformance.drift.differing import Difference, Effect
from conformance.drift.drift import Drift, Source

TITLES = {
    Effect.BREAKING: "Breaking",
    Effect.WIDENING: "Widening",
    Effect.COSMETIC: "Cosmetic",
}
NOTES = {
    Effect.BREAKING: "A client that keeps to the contract may fail.",
    Effect.WIDENING: "The document takes or promises more: clients of the contract work, but those "
    "that rely on it work nowhere else.",
    Effect.COSMETIC: "Clients don't notice.",
}
COUNTED = ("words-", "about-", "header", "status", "answer-media-type", "rate-limit")
"""Topics of cosmetic differences begin so where it is only told how many there are."""

UNREAD = "Not all of the document could be read:"
UNREACHED = "Which requirements are concerned is not known for this version of the suite."

MOST_PLACES, MOST_IDS = 4, 10


@dataclass(frozen=True, slots=True)
class Told:
    """Differences that are the same, in one place or in several."""

    differences: tuple[Difference, ...]

    @property
    def first(self) -> Difference:
        return self.differences[0]

    @property
    def places(self) -> tuple[str, ...]:
        """Where it is: the first few places."""
        shown = self.differences[:MOST_PLACES]
        return tuple(", ".join(filter(None, (one.operation, one.subject))) for one in shown)

    @property
    def more(self) -> str:
        """In how many more places it is; empty where there are none."""
        rest = len(self.differences) - MOST_PLACES
        return f"and in {rest} more place{'s' if rest > 1 else ''}" if rest > 0 else ""

    @property
    def requirements(self) -> str:
        """The ids, the first few one by one; empty where there are none."""
        ids = list(dict.fromkeys(id_ for one in self.differences for id_ in one.requirements))
        rest = len(ids) - MOST_IDS
        return ", ".join(ids[:MOST_IDS]) + (f" and {rest} more" if rest > 0 else "")


def told(drift: Drift, effect: Effect) -> tuple[Told, ...]:
    """The differences with an effect; what is said once in the contract is told once.

    Of most cosmetic ones it is only counted how many there are.
    """
    groups: dict[tuple[str, ...], list[Difference]] = {}
    for one in drift.of(effect):
        if effect is Effect.COSMETIC and one.topic.startswith(COUNTED):
            continue
        key = (one.kind, one.ours, one.was, one.now, one.why)
        groups.setdefault(key, []).append(one)
    return tuple(Told(tuple(found)) for found in groups.values())


def cosmetic(drift: Drift) -> str:
    """How many cosmetic differences there are that aren't told; empty where there are none."""
    topics = [one.topic for one in drift.of(Effect.COSMETIC) if one.topic.startswith(COUNTED)]
    found = Counter(topic.removeprefix("words-") for topic in topics)
    listed = ", ".join(f"{topic} {number}" for topic, number in sorted(found.items()))
    return f"Counted only: {listed}." if listed else ""


def headline(drift: Drift) -> str:
    """What a reader has to know, in a few words."""
    number = drift.counts[Effect.BREAKING]
    if number:
        return f"{number} breaking difference{'s' if number > 1 else ''}"
    return "Nothing breaking" if drift.differences else "No difference"


def counted(drift: Drift) -> str:
    """How many differences there are of each effect, in a sentence."""
    return ", ".join(f"{drift.counts[one]} {one.value}" for one in Effect) + "."


def facts(drift: Drift) -> tuple[tuple[str, str], ...]:
    """A label, and what is so."""
    return (
        ("Document", _said(drift.document)),
        ("Contract", f"{_said(drift.contract)}, {drift.contract_digest}"),
    )


def _said(source: Source) -> str:
    title = f"{source.title} {source.version}".strip()
    return f"{source.name} ({title + ', ' if title else ''}OpenAPI {source.openapi})"
