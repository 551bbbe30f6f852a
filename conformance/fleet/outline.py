"""What every readable form of a fleet says, and in which order: words, no markup."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from conformance.compare.comparison import Group
from conformance.fleet.against import Against, Change
from conformance.fleet.result import Fleet, Result, State
from conformance.outcome import Outcome, Verdict
from conformance.reports.outline import VERDICT_WORDS

STATE_WORDS: Mapping[State, str] = MappingProxyType(
    {
        State.JUDGED: "Judged",
        State.ENDED: "Out of time",
        State.NOT_RUN: "Not run",
        State.BROKE: "Error of the suite",
    }
)
WORDS: Mapping[str, str] = MappingProxyType(
    {
        **{verdict.value: word for verdict, word in VERDICT_WORDS.items()},
        **{state.value: word for state, word in STATE_WORDS.items()},
    }
)
"""The word for each verdict, and for each state of a target that has none."""

SHADES: Mapping[str, Outcome] = MappingProxyType(
    {
        Verdict.CONFORMANT.value: Outcome.PASS,
        Verdict.CONFORMANT_WITH_DEVIATIONS.value: Outcome.DEVIATION,
        Verdict.NON_CONFORMANT.value: Outcome.FAIL,
        Verdict.INCOMPLETE.value: Outcome.NOT_OBSERVED,
        Verdict.INVALID.value: Outcome.ERROR,
        State.ENDED.value: Outcome.NOT_OBSERVED,
        State.NOT_RUN.value: Outcome.NOT_OBSERVED,
        State.BROKE.value: Outcome.ERROR,
    }
)
"""They are drawn in the colours of the outcomes that they are most like."""

GROUP_WORDS: Mapping[Group, str] = MappingProxyType(
    {
        Group.BROKEN: "broke",
        Group.MENDED: "mended",
        Group.CHANGED: "changed otherwise",
        Group.FAILING: "still failing",
        Group.NEW: "new",
        Group.GONE: "gone",
        Group.UNCHANGED: "unchanged",
    }
)
GROUP_NOTES: Mapping[Group, str] = MappingProxyType(
    {
        Group.BROKEN: "Something held in the earlier fleet and doesn't, or could not be judged.",
        Group.MENDED: "Something holds that didn't in the earlier fleet, and nothing broke.",
        Group.CHANGED: "Another verdict; nothing broke and nothing was mended.",
        Group.NEW: "The earlier fleet didn't have them.",
        Group.GONE: "Only the earlier fleet had them.",
    }
)
"""The groups whose targets are listed, in this order."""

SEVERITY = (1, 4, 3)
MOST_IDS = 8


def headline(fleet: Fleet) -> str:
    """What a reader has to know, in a few words."""
    failed = sum(one.code == 1 for one in fleet.results)
    unclear = sum(one.code in {3, 4} for one in fleet.results)
    targets = _targets(len(fleet.results))
    if not failed and not unclear:
        return f"{targets} passed" + ("" if fleet.stopped is None else ", but it was not finished")
    said = [f"{failed} failed"] if failed else []
    said += [f"{unclear} could not be judged"] if unclear else []
    return f"Of {targets}, {' and '.join(said)}"


def _targets(number: int) -> str:
    return "1 target" if number == 1 else f"{number} targets"


def counted(fleet: Fleet) -> str:
    """How many targets came to what, in a sentence."""
    found = [f"{number} {WORDS[word].lower()}" for word, number in fleet.counts.items() if number]
    return f"{', '.join(found)}."


def changed(compared: Against) -> str:
    """How many targets are in which group since the earlier fleet, in a sentence."""
    found = [
        f"{number} {GROUP_WORDS[group]}" for group, number in compared.counts.items() if number
    ]
    return f"{', '.join(found)}."


def ordered(fleet: Fleet) -> list[Result]:
    """The results, those first that ask for attention."""

    def severity(one: Result) -> int:
        return SEVERITY.index(one.code) if one.code in SEVERITY else len(SEVERITY)

    return sorted(fleet.results, key=severity)


def differs(change: Change) -> str:
    """What became of one target's requirements, such as `broke: LEAD-02, LEAD-04`."""
    found = []
    for group, ids in change.requirements.items():
        if ids:
            more = f" and {len(ids) - MOST_IDS} more" if len(ids) > MOST_IDS else ""
            found.append(f"{GROUP_WORDS[group]}: {', '.join(ids[:MOST_IDS])}{more}")
    return "; ".join(found)


def step(one: Result, change: Change) -> str:
    """From which verdict to which, such as `Conformant → Non-conformant`."""
    words = [WORDS[word] for word in (change.before, one.word) if word is not None]
    return " → ".join(dict.fromkeys(words))


def again(one: Result) -> str:
    """That a target was begun more than once; empty where it wasn't."""
    if one.starts < 2:
        return ""
    times = one.starts - 1
    lost = "A worker was lost" if times == 1 else f"{times} workers were lost"
    return f"{lost} while it ran; it was run again."
