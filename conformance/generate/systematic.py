"""Valid cases that cover systematically, many features in each."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

from conformance.corpus import CHAT, RUN, Case
from conformance.generate.addresses import ORDINARY
from conformance.generate.author import Author
from conformance.generate.characters import ASCII
from conformance.generate.grading import LONGEST_CLIENT, MUST, RUN_LENGTH
from conformance.generate.leniency import ABSENT
from conformance.generate.members import Form, Member, Role
from conformance.generate.metadata import Metadata
from conformance.generate.safety import CLIENT, MARK
from conformance.generate.texts import LENGTHS, Supply, Texts

MADE_BY = "systematic"
ARBITRARY_CLIENT = 6
"""Every so many clients is one whose name is about its own length, without the run in it."""

PLAIN_CLIENT = "conformance-"
CLIENT_LENGTHS = range(1, LONGEST_CLIENT - len(PLAIN_CLIENT) - RUN_LENGTH)
"""Of what follows the run's id in a client's name."""

FEWEST_BODIES, MOST_BODIES = 190, 235
ASCII_PLACES = tuple(place for one in ASCII for place in (f"^{one}", one, f"{one}$"))
"""Every printable character at the start, in the middle and at the end."""

GIVEN = object()
"""Stands for whatever value is next."""


class Bodies:
    """Ordinary bodies of a form, one after another."""

    def __init__(self, form: Form, source: random.Random) -> None:
        self._form = form
        self._texts = {member.name: Texts(source) for member in form.members}
        self._lengths = {m.name: Supply(_lengths(m), source) for m in form.members}
        self._client_lengths = Supply(CLIENT_LENGTHS, source)
        self._arbitrary_lengths = itertools.cycle(range(1, len(PLAIN_CLIENT) + RUN_LENGTH))
        self._metadata = Metadata(source)
        self._addresses = Supply(ORDINARY, source)
        self._options = {m.name: itertools.cycle(m.options) for m in form.members if m.options}
        self._flags = itertools.cycle((True, False, False, True))
        self._clients = itertools.count(1)
        self._subsets = itertools.cycle(self._combinations())
        self._rich = itertools.cycle(self._all_given())
        # A text that is left out shows none of its lengths.
        self._period = 6 if any(m.role is Role.TEXT for m in form.optional) else 3

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Most have every optional member; the others go through all combinations."""
        for turn in itertools.count(1):
            yield self.body(next(self._rich if turn % self._period else self._subsets))

    def body(self, states: dict[str, Any]) -> dict[str, Any]:
        """A body whose optional members are absent, of a certain value, or just given."""
        body: dict[str, Any] = {}
        for member in self._form.given:
            state = states.get(member.name, GIVEN)
            if state is not ABSENT:
                body[member.name] = self._value(member) if state is GIVEN else state
        return self._marked(body)

    def _combinations(self) -> list[dict[str, Any]]:
        optional = self._form.optional
        states = [self._states(member) for member in optional]
        names = [member.name for member in optional]
        return [dict(zip(names, every, strict=True)) for every in itertools.product(*states)]

    def _all_given(self) -> list[dict[str, Any]]:
        return [
            states
            for states in self._combinations()
            if ABSENT not in states.values() and {} not in states.values()
        ]

    @staticmethod
    def _states(member: Member) -> list[Any]:
        match member.role:
            case Role.FLAG:
                return [ABSENT, True, False]
            case Role.FACTS:
                return [ABSENT, {}, GIVEN]
            case Role.OTHER:
                return [ABSENT]
        return [ABSENT, GIVEN]

    def _value(self, member: Member) -> Any:
        texts = self._texts[member.name]
        value: Any
        match member.role:
            case Role.CHAT:
                value = CHAT
            case Role.CLIENT:
                value = CLIENT + texts.text(next(self._client_lengths))
            case Role.ADDRESS:
                value = next(self._addresses)
            case Role.CHOICE:
                value = next(self._options[member.name])
            case Role.FLAG:
                value = next(self._flags)
            case Role.FACTS:
                value = next(self._metadata)
            case _:
                value = texts.text(next(self._lengths[member.name]))
        return value

    def _marked(self, body: dict[str, Any]) -> dict[str, Any]:
        """The body with the run in its metadata, if it opens a chat; now and then not by name."""
        client = self._form.of(Role.CLIENT)
        if client is None:
            return body
        if body.get("metadata"):
            body = {**body, "metadata": {MARK: RUN, **body["metadata"]}}
            if next(self._clients) % ARBITRARY_CLIENT == 0:
                body[client.name] = self._arbitrary(client)
        return body

    def _arbitrary(self, client: Member) -> str:
        length = next(self._arbitrary_lengths)
        texts = self._texts[client.name]
        if length <= len(PLAIN_CLIENT):
            return texts.text(length)
        return PLAIN_CLIENT + texts.text(length - len(PLAIN_CLIENT))


def _lengths(member: Member) -> list[int]:
    low, high = member.length(1, LENGTHS[-1])
    return [length for length in LENGTHS if low <= length <= high] or [low]


def ordinary_cases(author: Author, source: random.Random) -> Iterator[Case]:
    """Valid cases, until every length has come, and every ASCII character at every place."""
    if author.form is None or not author.form.read:
        return
    texts = [member.name for member in author.form.members if member.role is Role.TEXT]
    wanted = {(name, what) for name in texts for what in (*LENGTHS, *ASCII_PLACES)}
    if (client := author.form.of(Role.CLIENT)) is not None:
        texts.append(client.name)
        wanted |= {(client.name, len(CLIENT) + length) for length in CLIENT_LENGTHS}
    for number, body in enumerate(Bodies(author.form, source)):
        case = author.valid(body, MADE_BY)
        if case is not None and case.level is MUST:
            wanted -= {(name, what) for name in texts for what in _shown(body.get(name, ""))}
            yield case
        if number >= MOST_BODIES or (number >= FEWEST_BODIES and not wanted):
            return


def _shown(text: str) -> set[int | str]:
    """The length of a text, and its characters by their places."""
    if len(text) < 3:
        return {len(text)}
    return {len(text), f"^{text[0]}", f"{text[-1]}$", *text[1:-1]}
