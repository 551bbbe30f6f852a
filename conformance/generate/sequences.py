"""Series of calls: the first is written by hand, the others are generated."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from conformance.generate.words import ADDRESSES, flags, metadata, texts
from conformance.sequence import SEQUENCES, Call, Sequence, What, written
from conformance.target import MAIN, OTHER

COUNT, SEED = 60, 3
MOST_CHATS = 3
LENGTHS = range(4, 15)
SENDERS = ("user", "assistant")

KINDS = (
    *(What.SAY, What.SAY, What.SAY, What.SAY, What.HAND_OFF, What.HAND_OFF),
    *(What.READ, What.READ, What.ASK, What.OPEN, What.OPEN),
)
"""What may come next; messages most often, for they are what the others are about."""

FIRST: tuple[Call, ...] = (
    Call(What.OPEN, 1, flags={"ai_enabled": False}, metadata={"source": "homepage hero"}),
    Call(
        What.SAY, 1, text="Guten Tag! Was kostet das für 50 Plätze? 💶", sender="user",
        metadata={"form_type": "lead_capture", "seats": 50, "trial": None},
    ),
    Call(What.OPEN, 2, flags={"ai_enabled": False, "lead_collected": True}),
    Call(
        What.SAY, 1, text="نعم — 50 à 9,90 € & more", sender="assistant",
        metadata={"form_type": "quote", "seats": 5.5, "trial": {"days": [14, "30"]}},
    ),
    Call(
        What.SAY, 2, text="  In the other chat:\n\tno prices yet.  ", sender="assistant",
        metadata={"form_type": "appointment_request", "seats": 3, "trial": True},
    ),
    Call(What.READ, 1),
    Call(What.ASK, 2, text="Who can tell me the prices?"),
    Call(What.HAND_OFF, 1, address="buyer@example.com", text="Pricing approval"),
    Call(What.READ, 1, OTHER),
    Call(What.SAY, 1, OTHER, text="Words of somebody else's agent.", sender="user"),
    Call(
        What.SAY, 1, text="Guten Tag! Was kostet das für 50 Plätze? 💶", sender="user",
        metadata={"form_type": "lead_capture", "seats": 50, "trial": None},
    ),
    Call(What.HAND_OFF, 1, address="buyer@example.com", text="Pricing approval"),
    Call(What.HAND_OFF, 2, address="second.buyer@example.org"),
    Call(What.READ, 1),
)  # fmt: skip
"""A bit of everything, for where a sample is enough; neighbours differ in all that they say."""


@st.composite
def series(draw: st.DrawFn, length: int) -> tuple[Call, ...]:
    """So many calls, four at least: a chat is opened and written to, in the end one is read."""
    calls = [draw(_opening(1, MAIN)), draw(_call(What.SAY, 1, MAIN, texts()))]
    while len(calls) < length - 1:
        calls.append(draw(_next(calls)))
    owner = Sequence("", tuple(calls)).owners
    read = draw(st.sampled_from(sorted(owner)))
    return (*calls, Call(What.READ, read, owner[read]))


@st.composite
def _next(draw: st.DrawFn, calls: list[Call]) -> Call:
    """A call that is possible after others: in a chat that is open, or in a new one."""
    owners = Sequence("", tuple(calls)).owners
    what = draw(st.sampled_from(KINDS if len(owners) < MOST_CHATS else KINDS[:-2]))
    if what is What.OPEN:
        agent = draw(st.sampled_from((MAIN, MAIN, MAIN, OTHER)))
        return draw(_opening(len(owners) + 1, agent))
    chat = draw(st.sampled_from((*owners, len(owners))))
    foreign = owners[chat] == MAIN and draw(st.integers(0, 7)) == 7
    own = [call.text for call in calls if call.text and call.what is not What.HAND_OFF]
    fresh = texts().filter(lambda text: text not in own)
    return draw(
        _call(
            what,
            chat,
            OTHER if foreign else owners[chat],
            # What another agent tries to write must be recognisable as its own.
            fresh if foreign or not own else fresh | st.sampled_from(own),
        )
    )


def _opening(chat: int, agent: str) -> st.SearchStrategy[Call]:
    optional = st.none() | metadata()
    return st.builds(
        Call, st.just(What.OPEN), st.just(chat), st.just(agent), flags=flags(), metadata=optional
    )


def _call(
    what: What, chat: int, agent: str, words: st.SearchStrategy[str]
) -> st.SearchStrategy[Call]:
    optional = st.none() | metadata()
    members: dict[str, st.SearchStrategy[Any]] = {}
    match what:
        case What.SAY:
            senders = st.sampled_from(SENDERS)
            members = {"text": words, "sender": senders, "metadata": optional}
        case What.ASK:
            members = {"text": words, "metadata": optional}
        case What.HAND_OFF:
            address = st.sampled_from(ADDRESSES)
            members = {"text": st.none() | texts(), "address": address, "metadata": optional}
    return st.builds(Call, st.just(what), st.just(chat), st.just(agent), **members)


def sequences(count: int, seed: int) -> list[Sequence]:
    """So many sequences, no two alike: the one written by hand, and others made from the seed."""
    found = {written(Sequence("", FIRST)): FIRST}
    lengths = itertools.cycle(LENGTHS)
    for number in itertools.count():
        if len(found) >= count:
            break
        calls = _one(next(lengths), seed * 2**32 + number)
        found.setdefault(written(Sequence("", calls)), calls)
    every = list(found.values())[:count]
    return [Sequence(f"series-{number:02}", calls) for number, calls in enumerate(every, start=1)]


def _one(length: int, seed: int) -> tuple[Call, ...]:
    """One series from a seed of its own, for those of one seed grow out of each other."""
    found: list[tuple[Call, ...]] = []

    @hypothesis.seed(seed)
    @settings(
        # The first is always the plainest there is.
        max_examples=2,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(series(length))
    def collect(calls: tuple[Call, ...]) -> None:
        found.append(calls)

    collect()
    return found[-1]


def write_sequences(directory: Path) -> None:
    """Write the frozen sequences into a directory."""
    lines = "".join(f"{written(sequence)}\n" for sequence in sequences(COUNT, SEED))
    (directory / SEQUENCES.name).write_text(lines, encoding="ascii")
