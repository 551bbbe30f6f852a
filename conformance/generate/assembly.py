"""The corpus of one operation: cases of all sources, paired, put in order and numbered."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from conformance.corpus import Case, Group
from conformance.generate.adopting import adopted
from conformance.generate.author import Author
from conformance.generate.drawing import Drawing
from conformance.generate.features import marked_first, merged, most_telling_first
from conformance.generate.flaws import systematic_flaws
from conformance.generate.pairing import Flaws
from conformance.generate.reading import readings, strangers, unusual_readings
from conformance.generate.systematic import ordinary_cases
from conformance.generate.unusual import unusual_cases

if TYPE_CHECKING:
    from conformance.generate.by_schemathesis import Schemathesis

VALID, INVALID = 310, 280
DRAWN, ADOPTED = 30, 12
"""How many groups Hypothesis gives, and Schemathesis at random, of each mode."""

Opening = Sequence[Sequence[str] | None]
"""The flaws in each of the first groups, by name; None for an unusual case, which has none."""

OPENINGS: Mapping[str, Opening] = {
    "new-chat": (("client_id: missing",), ("ai_enabled: object",)),
    "new-message": (
        ("sender: other option", "syntax: cut"),
        ("content: missing", "same form"),
        None,
        ("metadata: string", "sender: other spelling"),
        ("chat_id: object", "impossible id"),
        None,
        ("no object", "content: array"),
        ("impossible id", "content: number"),
    ),
    "email-handoff": (
        ("customer_email: no address", "chat_id: missing", "reason: object", "syntax: cut"),
    ),
    "{chat_id}/messages": (("same form", "impossible id"), None, ("plain id",)),
    "external/agent": (
        ("content: missing", "same form", "metadata: string", "syntax: cut"),
        ("content: array", "no object", "plain id", "media type"),
    ),
    "agent/v2": (
        ("chat_id: missing", "same form", "content: object", "syntax: cut"),
        ("metadata: array", "no object", "plain id", "content: null"),
    ),
}
"""What a run that has no time for all of it sends."""


def assemble(author: Author, schemathesis: Schemathesis, name: str) -> list[Group]:
    """All groups of the operation's corpus, with ids from a name, no two requests alike."""
    source = random.Random(f"corpus {author.name}")  # noqa: S311 - to be the same each time
    unique = Unique()
    takes_body = author.form is not None
    ordinary = (ordinary_cases if takes_body else readings)(author, source)
    unusual = (unusual_cases if takes_body else unusual_readings)(author, source)
    flaws = Flaws((systematic_flaws if takes_body else strangers)(author, source), source)

    bases = marked_first(most_telling_first(unique.cases(ordinary)))
    drawn = list(unique.groups(itertools.islice(Drawing(author).groups(2 * DRAWN, 0), DRAWN)))
    foreign = list(unique.groups(_adopted(author, schemathesis)))
    room = VALID - len(bases) - len(drawn) - len(foreign)
    odd = list(itertools.islice(unique.cases(_in_turn(unusual.values())), room))

    first = _opening(OPENINGS.get(author.name, ()), bases, odd, flaws, unique)
    others = sum(len(group.invalid) for group in (*first, *drawn, *foreign))
    paired = flaws.paired(bases, INVALID - others, unique.is_new)
    groups = [*first, *merged(paired, [Group(case) for case in odd], foreign, drawn)]
    return [with_ids(group, f"{name}-{number:03}") for number, group in enumerate(groups, start=1)]


def _opening(
    opening: Opening, bases: list[Case], odd: list[Case], flaws: Flaws, unique: Unique
) -> list[Group]:
    """The first groups; what they use is taken out of `bases` and `odd`."""
    return [
        Group(odd.pop(0)) if names is None else flaws.first(names, bases, unique.is_new)
        for names in opening
    ]


def _adopted(author: Author, schemathesis: Schemathesis) -> Iterator[Group]:
    operation = author.operation
    if author.form is None:
        return
    yield from adopted(author, schemathesis.coverage(operation), "coverage")
    for valid in (True, False):
        bodies = schemathesis.bodies(operation, valid=valid, count=3 * ADOPTED, seed=0)
        groups = adopted(author, bodies, "schemathesis")
        yield from itertools.islice(groups, ADOPTED)


def _in_turn(sources: Iterable[Iterator[Case]]) -> Iterator[Case]:
    left = list(sources)
    while left:
        for cases in list(left):
            case = next(cases, None)
            if case is None:
                left.remove(cases)
            else:
                yield case


class Unique:
    """Lets each request through once."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def is_new(self, case: Case) -> bool:
        request = [case.operation, case.body, case.raw, case.escaped, case.path, case.headers]
        key = json.dumps(
            [dict(x) if isinstance(x, Mapping) else x for x in request], sort_keys=True
        )
        new = key not in self._seen
        self._seen.add(key)
        return new

    def cases(self, cases: Iterable[Case]) -> Iterator[Case]:
        return (case for case in cases if self.is_new(case))

    def groups(self, groups: Iterable[Group]) -> Iterator[Group]:
        """Groups whose valid case is new, with those invalid ones that are."""
        for group in groups:
            if self.is_new(group.valid):
                yield Group(group.valid, tuple(self.cases(group.invalid)))


def with_ids(group: Group, id_: str) -> Group:
    """The group under an id, its invalid cases under letters of it."""
    letters = "abcdefghij"
    invalid = (
        replace(case, id=f"{id_}{letter}", control=id_)
        for case, letter in zip(group.invalid, letters, strict=False)
    )
    return Group(replace(group.valid, id=id_), tuple(invalid))
