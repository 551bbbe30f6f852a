"""Groups of cases that Hypothesis draws from our own strategies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from hypothesis import strategies as st

from conformance.corpus import RUN, UNKNOWN_CHAT, Case, Group
from conformance.generate.addresses import DOUBTFUL, NONE
from conformance.generate.author import Author
from conformance.generate.draws import drawn
from conformance.generate.flaws import BOOLEAN_LIKE, MEDIA_TYPES, OTHER_OPTIONS
from conformance.generate.grading import MUST, SHOULD
from conformance.generate.leniency import ABSENT
from conformance.generate.members import Form, Member, Role
from conformance.generate.reading import HEADERS, LONGEST_ID
from conformance.generate.safety import MARK
from conformance.generate.strategies import Values, ordinary, ordinary_texts, unusual, values
from conformance.generate.unknown import IMPOSSIBLE, LONGEST_IMPOSSIBLE, PLAIN, PREFIX

MADE_BY = "hypothesis"
STRUCTURE = '{}[]":,'
JUNK = (*STRUCTURE, "'", "\\", "/", "#", "x", "0", "\n", "+", ".", "null", "//", "@")
UNUSUAL = 6
"""Every so many bodies, on average, has one unusual value, and no flaws beside it."""

Flaws = list[tuple[str, Any]]
Drawn = tuple[dict[str, Any], Flaws]
"""A valid body, or what a request without one has, and flaws: a kind or a place, and a value."""


class Drawing:
    """Draws groups of one operation; the strategies are made once."""

    def __init__(self, author: Author) -> None:
        self._author = author

    def groups(self, count: int, seed: int) -> Iterator[Group]:
        """At most `count` groups of one seed: what turns out not to be valid is dropped."""
        for given, flaws in drawn(self._strategy, count, seed):
            valid = self._valid(given)
            if valid is not None:
                yield self._group(valid, flaws)

    def beside(self, cases: list[Case], seed: int) -> Iterator[Group]:
        """Groups of valid cases that are there already, with flaws drawn beside them."""
        if cases and self._author.form is not None:
            several = drawn(_flaws(self._author.form), len(cases), seed)
            yield from map(self._group, cases, several)

    def _group(self, valid: Case, flaws: Flaws) -> Group:
        made = (self._flawed(valid, kind, value) for kind, value in flaws)
        return Group(valid, tuple(case for case in made if case is not None))

    @cached_property
    def _strategy(self) -> st.SearchStrategy[Drawn]:
        form = self._author.form
        if form is None:
            return _readings()
        document = self._author.operation.document
        members = [(member, ordinary(member, document)) for member in form.given]
        odd = [(m.name, values) for m in form.given if (values := unusual(m)) is not None]
        return _bodies(members, odd, _flaws(form), form.of(Role.CLIENT) is not None)

    def _valid(self, given: dict[str, Any]) -> Case | None:
        if self._author.form is not None:
            return self._author.valid(given, MADE_BY)
        escaped = tuple(sorted(given["escaped"]))
        level = SHOULD if escaped else MUST
        return self._author.reading(MADE_BY, headers=given["headers"], escaped=escaped, level=level)

    def _flawed(self, valid: Case, kind: str, value: Any) -> Case | None:
        author = self._author
        match kind:
            case "root":
                return author.no_object(valid, value, MADE_BY)
            case "slip":
                return author.malformed(valid, _slipped(valid.body, *value), MADE_BY)
            case "media type":
                return author.other_media_type(valid, value, MADE_BY)
            case "unknown":
                return author.stranger(valid, value, MADE_BY)
            case "impossible":
                return author.stranger(valid, value, MADE_BY, SHOULD)
        return author.flawed(valid, kind, value, MADE_BY)


@st.composite
def _bodies(
    draw: st.DrawFn,
    members: list[tuple[Member, Values]],
    odd: list[tuple[str, Values]],
    flaws: st.SearchStrategy[Flaws],
    marked: bool,
) -> Drawn:
    body = {
        member.name: draw(given)
        for member, given in members
        if member.required or draw(st.integers(0, 2))
    }
    is_unusual = odd and draw(st.integers(1, UNUSUAL)) == UNUSUAL
    if is_unusual:
        name, given = draw(st.sampled_from(odd))
        body[name] = draw(given)
    if marked and body.get("metadata"):
        body["metadata"] = {MARK: RUN, **body["metadata"]}
    return body, [] if is_unusual else draw(flaws)


@st.composite
def _readings(draw: st.DrawFn) -> Drawn:
    names = draw(st.lists(st.sampled_from(sorted(HEADERS)), max_size=4, unique=True))
    headers = {name: draw(st.sampled_from(HEADERS[name])) for name in names}
    if draw(st.integers(1, UNUSUAL)) == UNUSUAL:
        escaped = draw(st.sets(st.integers(0, LONGEST_ID - 1), min_size=1, max_size=3))
        return {"headers": headers, "escaped": escaped}, []
    flaws = draw(st.lists(st.one_of(*_strangers), min_size=1, max_size=2))
    return {"headers": headers, "escaped": ()}, flaws


def _slipped(body: dict[str, Any], how: int, where: int, junk: str) -> str:
    """The text of a body, cut, or with a character of its structure taken, doubled or changed."""
    text = json.dumps(body)
    if how == 0:
        return text[: 1 + where % (len(text) - 1)]
    places = [place for place, character in enumerate(text) if character in STRUCTURE]
    place = places[where % len(places)]
    middle = ("", text[place] * 2, junk, text[place] + junk)[how - 1]
    return text[:place] + middle + text[place + 1 :]


def _flaws(form: Form) -> st.SearchStrategy[Flaws]:
    """One flaw or two, mostly ones that have to be refused."""
    slips = st.tuples(st.integers(0, 4), st.integers(0, 2**12), st.sampled_from(JUNK))
    flaws = st.one_of(
        *(_flaws_of(member) for member in form.given),
        st.tuples(st.just("root"), values(2)),
        st.tuples(st.just("slip"), slips),
        st.tuples(st.just("slip"), slips),
        st.tuples(st.just("media type"), st.sampled_from(MEDIA_TYPES)),
        *(_strangers if form.of(Role.CHAT) else ()),
    )
    return st.lists(flaws, min_size=1, max_size=2)


def _flaws_of(member: Member) -> st.SearchStrategy[tuple[str, Any]]:
    """Values of other types, none at all, and what is no option and no address."""
    containers = st.lists(values(1), max_size=3) | st.dictionaries(st.text(), values(1), max_size=3)
    given: list[Values] = [containers, values(1), st.none()]
    if member.required:
        given.append(st.just(ABSENT))
    match member.role:
        case Role.CHOICE:
            given += [st.sampled_from(OTHER_OPTIONS), ordinary_texts]
        case Role.ADDRESS:
            given += [st.sampled_from((*NONE, *DOUBTFUL)), ordinary_texts]
        case Role.FLAG:
            given += [st.sampled_from(BOOLEAN_LIKE), ordinary_texts]
    return st.tuples(st.just(member.place), st.one_of(given))


_plain_ids = st.text(PLAIN, min_size=1, max_size=64 - len(PREFIX)).map(lambda text: PREFIX + text)
_odd_ids = st.one_of(st.sampled_from(IMPOSSIBLE), ordinary_texts).filter(
    lambda text: len(text) <= LONGEST_IMPOSSIBLE
)
_strangers = (
    st.tuples(st.just("unknown"), st.just(UNKNOWN_CHAT)),
    st.tuples(st.just("impossible"), _plain_ids | _odd_ids),
)
