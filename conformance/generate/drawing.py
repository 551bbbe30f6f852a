"""Groups of cases that Hypothesis draws from our own strategies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.corpus import RUN, UNKNOWN_CHAT, Case, Group
from conformance.generate.addresses import DOUBTFUL, NONE
from conformance.generate.author import Author
from conformance.generate.draws import drawn
from conformance.generate.flaws import BOOLEAN_LIKE, MEDIA_TYPES, OTHER_OPTIONS, Flaw
from conformance.generate.grading import MUST, SHOULD
from conformance.generate.leniency import ABSENT
from conformance.generate.members import Form, Member, Role
from conformance.generate.reading import HEADERS, LONGEST_ID, UNREACHABLE
from conformance.generate.safety import MARK
from conformance.generate.strategies import of_member, texts, values
from conformance.generate.unknown import IMPOSSIBLE, PLAIN, PREFIX

MADE_BY = "hypothesis"
STRUCTURE = '{}[]":,'
JUNK = (*STRUCTURE, "'", "\\", "/", "#", "x", "0", "\n", "+", ".", "null", "//", "@")

Plan = tuple[dict[str, Any], list[tuple[str, Any]]]
"""A valid body (or headers and the like), and flaws by kind."""


def drawn_groups(author: Author, count: int, seed: int) -> Iterator[Group]:
    """Groups of one seed: at most `count`, fewer where something drawn wasn't what it should be."""
    if author.form is None:
        if author.operation.request_validator is None:
            for plan in drawn(_readings(), count, seed):
                yield from _realised(author, _reading(author, plan[0]), plan[1])
    elif author.form.read:
        for body, flaws in drawn(_bodies(author), count, seed):
            yield from _realised(author, author.valid(body, MADE_BY), flaws)


def _realised(author: Author, valid: Case | None, flaws: list[tuple[str, Any]]) -> Iterator[Group]:
    if valid is not None:
        made = [_flaw(author, kind, value)(valid) for kind, value in flaws]
        yield Group(valid, tuple(case for case in made if case is not None))


def _flaw(author: Author, kind: str, value: Any) -> Flaw:
    match kind:
        case "root":
            return lambda case: author.no_object(case, value, MADE_BY)
        case "slip":
            return lambda case: author.malformed(case, _slipped(case.body, *value), MADE_BY)
        case "media type":
            return lambda case: author.other_media_type(case, value, MADE_BY)
        case "unknown":
            return lambda case: author.stranger(case, value, MADE_BY)
        case "impossible":
            return lambda case: author.stranger(case, value, MADE_BY, SHOULD)
    return lambda case: author.flawed(case, kind, value, MADE_BY)


def _slipped(body: dict[str, Any], how: int, where: int, junk: str) -> str:
    """The text of a body, cut, or with a character of its structure taken, doubled or changed."""
    text = json.dumps(body)
    if how == 0:
        return text[: 1 + where % (len(text) - 1)]
    places = [place for place, character in enumerate(text) if character in STRUCTURE]
    place = places[where % len(places)]
    middle = ("", text[place] * 2, junk, text[place] + junk)[how - 1]
    return text[:place] + middle + text[place + 1 :]


@st.composite
def _bodies(draw: st.DrawFn, author: Author) -> Plan:
    form = author.form
    assert form is not None
    plans, flaws = _strategies(form, author.operation.document)
    body: dict[str, Any] = {}
    for member, strategy in plans:
        if member.required or draw(st.booleans()):
            body[member.name] = draw(strategy)
    if form.of(Role.CLIENT) and body.get("metadata"):
        body["metadata"] = {MARK: RUN, **body["metadata"]}
    return body, draw(flaws)


def _strategies(
    form: Form, document: Mapping[str, Any]
) -> tuple[list[tuple[Member, st.SearchStrategy[Any]]], st.SearchStrategy[list[tuple[str, Any]]]]:
    members = [(member, of_member(member, document)) for member in form.given]
    flaws = st.one_of(
        *(_flaws_of(member) for member in form.given),
        st.tuples(st.just("root"), values(2)),
        st.tuples(st.just("slip"), _slips),
        st.tuples(st.just("slip"), _slips),
        st.tuples(st.just("media type"), st.sampled_from(MEDIA_TYPES)),
        *(_strangers if form.of(Role.CHAT) else ()),
    )
    return members, st.lists(flaws, min_size=1, max_size=2)


_slips = st.tuples(st.integers(0, 4), st.integers(0, 2**12), st.sampled_from(JUNK))
_plain_ids = st.text(PLAIN, min_size=1, max_size=64 - len(PREFIX)).map(lambda text: PREFIX + text)
_odd_ids = st.one_of(st.sampled_from(IMPOSSIBLE), texts()).filter(
    lambda text: text not in UNREACHABLE and len(text) <= 1500
)
_strangers = (
    st.tuples(st.just("unknown"), _plain_ids | st.just(UNKNOWN_CHAT)),
    st.tuples(st.just("impossible"), _odd_ids),
)


def _flaws_of(member: Member) -> st.SearchStrategy[tuple[str, Any]]:
    """Values of other types, none at all, and what is no option and no address."""
    given = [values(2), values(1), st.none()]
    if member.required:
        given.append(st.just(ABSENT))
    match member.role:
        case Role.CHOICE:
            given += [st.sampled_from(OTHER_OPTIONS), texts()]
        case Role.ADDRESS:
            given += [st.sampled_from((*NONE, *DOUBTFUL)), texts()]
        case Role.FLAG:
            given += [st.sampled_from(BOOLEAN_LIKE), texts()]
    return st.tuples(st.just(member.place), st.one_of(given))


@st.composite
def _readings(draw: st.DrawFn) -> Plan:
    names = draw(st.lists(st.sampled_from(sorted(HEADERS)), max_size=4, unique=True))
    headers = {name: draw(st.sampled_from(HEADERS[name])) for name in names}
    escaped = draw(st.sets(st.integers(0, LONGEST_ID - 1), max_size=3))
    return {"headers": headers, "escaped": escaped}, draw(
        st.lists(st.one_of(*_strangers), min_size=1, max_size=2)
    )


def _reading(author: Author, plan: dict[str, Any]) -> Case:
    escaped = tuple(sorted(plan["escaped"]))
    return author.reading(
        MADE_BY, headers=plan["headers"], escaped=escaped, level=SHOULD if escaped else MUST
    )
