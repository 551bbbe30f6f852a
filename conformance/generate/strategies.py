"""Hypothesis strategies for the values in a request's body: ordinary ones, and unusual ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st

from conformance.corpus import CHAT
from conformance.generate.addresses import LOCALS, ORDINARY, UNUSUAL
from conformance.generate.characters import BLOCKS, CONTROLS, NONCHARACTERS, TRAPS
from conformance.generate.grading import DEEPEST_ORDINARY
from conformance.generate.members import Member, Role
from conformance.generate.metadata import KEYS, LOOK_ALIKES, ODD_KEYS, PAGE
from conformance.generate.numbers import BEYOND, FLOATS, INTEGERS
from conformance.generate.safety import CLIENT
from conformance.generate.schemas import of_schema
from conformance.generate.texts import LENGTHS, LONG, WORDS

Values = st.SearchStrategy[Any]
Texts = st.SearchStrategy[str]

LONGEST_CLIENT_PART = 70
MOST_TEXT = 40
TOP_LEVELS = ("com", "org", "net")

_characters = st.characters(
    exclude_categories=["Cs", "Cc", "Cn"], include_characters="\t\n\r\u00ad\ufeff"
)
_pieces = st.sampled_from((*TRAPS, *WORDS.split(), *BLOCKS, " ", "  "))
_joined = st.lists(_pieces, min_size=1, max_size=6).map("".join)
_free = st.text(_characters, min_size=1, max_size=MOST_TEXT)


@st.composite
def _of_a_length(draw: st.DrawFn, lengths: tuple[int, ...]) -> str:
    """A text of a telling length, of one piece over and over."""
    length, piece, end = draw(st.sampled_from(lengths)), draw(_pieces), draw(_characters)
    return (piece * (length // len(piece) + 1))[: length - 1] + end


ordinary_texts: Texts = st.one_of(_joined, _free, _of_a_length(LENGTHS))
unusual_texts: Texts = st.one_of(
    st.tuples(_joined, st.sampled_from((*CONTROLS, *NONCHARACTERS)), _joined).map("".join),
    _of_a_length(LONG),
    st.text(" \t\n\r\u00a0\u2003\u200b", max_size=6),
)

_numbers = st.one_of(
    st.sampled_from((*INTEGERS, *FLOATS)),
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.integers(-(2**30), 2**30).map(lambda number: number / 8),
)
_short_texts = st.one_of(
    st.sampled_from((*TRAPS, *LOOK_ALIKES)),
    st.text(_characters, max_size=12),
    _of_a_length(LENGTHS[:130]),
)
_leaves: Values = st.one_of(
    st.sampled_from((None, True, False)), _numbers, _short_texts, _short_texts
)
_keys = st.one_of(st.sampled_from(KEYS), st.sampled_from(KEYS), st.text(_characters, min_size=1))


@cache
def values(depth: int) -> Values:
    """JSON values of at most this many levels of arrays and objects."""
    if depth == 0:
        return _leaves
    inner = values(depth - 1)
    lists, objects = st.lists(inner, max_size=3), st.dictionaries(_keys, inner, max_size=3)
    return st.one_of(_leaves, lists, objects)


_page = st.fixed_dictionaries(
    {}, optional={key: st.sampled_from(shown) for key, shown in PAGE.items()}
)
_ordinary_metadata = st.one_of(
    st.dictionaries(_keys, values(DEEPEST_ORDINARY - 1), max_size=3),
    st.dictionaries(_keys, values(1), max_size=4),
    _page,
)
_unusual_metadata = st.one_of(
    st.dictionaries(st.sampled_from(ODD_KEYS), values(1), min_size=1, max_size=2),
    st.dictionaries(_keys, st.sampled_from(BEYOND), min_size=1, max_size=2),
    st.dictionaries(_keys, unusual_texts, min_size=1, max_size=2),
)


@st.composite
def _new_address(draw: st.DrawFn) -> str:
    part = draw(st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=20))
    local, top = draw(st.sampled_from(LOCALS)), draw(st.sampled_from(TOP_LEVELS))
    return f"{local}.{part}@example.{top}"


_ordinary_addresses = st.sampled_from(ORDINARY) | _new_address()
_clients = st.text(_characters, min_size=1, max_size=LONGEST_CLIENT_PART) | _pieces


def ordinary(member: Member, document: Mapping[str, Any]) -> Values:
    """Ordinary values of a member; some may be invalid, where its schema has bounds."""
    given: Values
    match member.role:
        case Role.CHAT:
            given = st.just(CHAT)
        case Role.CLIENT:
            given = _clients.map(lambda text: CLIENT + text)
        case Role.ADDRESS:
            given = _ordinary_addresses
        case Role.CHOICE:
            given = st.sampled_from(member.options)
        case Role.FLAG:
            given = st.booleans()
        case Role.FACTS:
            given = _ordinary_metadata
        case Role.TEXT:
            given = ordinary_texts if _is_unbounded(member.schema) else _bounded(member.schema)
        case _:
            given = of_schema(member.schema, document)
    return given


def unusual(member: Member) -> Values | None:
    """Values of a member that a lawful server may refuse, if there are any."""
    by_role: Mapping[Role, Values] = {
        Role.ADDRESS: st.sampled_from(UNUSUAL),
        Role.FACTS: _unusual_metadata,
        Role.TEXT: unusual_texts,
        Role.CLIENT: unusual_texts.map(lambda text: CLIENT + text),
    }
    given = by_role.get(member.role)
    if member.nullable:
        return st.none() if given is None else st.none() | given
    return given


def _is_unbounded(schema: Mapping[str, Any]) -> bool:
    return "maxLength" not in schema and schema.get("minLength", 0) < 2


def _bounded(schema: Mapping[str, Any]) -> Texts:
    low = schema.get("minLength", 0)
    return st.text(_characters, min_size=low, max_size=schema.get("maxLength", low + MOST_TEXT))
