"""Hypothesis strategies for the values in a request's body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.corpus import CHAT
from conformance.generate.addresses import LOCALS, ORDINARY, UNUSUAL
from conformance.generate.characters import BLOCKS, CONTROLS, TRAPS
from conformance.generate.grading import DEEPEST_ORDINARY
from conformance.generate.members import Member, Role
from conformance.generate.metadata import KEYS, LOOK_ALIKES, ODD_KEYS, PAGE
from conformance.generate.numbers import BEYOND, FLOATS, INTEGERS
from conformance.generate.safety import CLIENT
from conformance.generate.schemas import of_schema
from conformance.generate.texts import LENGTHS, LONG_LENGTHS, WORDS

LONGEST_CLIENT_PART = 70
MOST_TEXT = 40

_any_character = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
_pieces = st.sampled_from((*TRAPS, *WORDS.split(), *BLOCKS, " ", "  "))


@st.composite
def _of_a_length(draw: st.DrawFn, lengths: tuple[int, ...]) -> str:
    """A text of a telling length, of one piece over and over."""
    length, piece, end = draw(st.sampled_from(lengths)), draw(_pieces), draw(_any_character)
    return (piece * (length // len(piece) + 1))[: length - 1] + end


def texts() -> st.SearchStrategy[str]:
    """Texts of every kind, mostly ordinary ones."""
    joined = st.lists(_pieces, min_size=1, max_size=6).map("".join)
    free = st.text(_any_character, min_size=1, max_size=MOST_TEXT)
    odd = st.sampled_from(CONTROLS).flatmap(lambda one: joined.map(lambda text: text + one))
    return st.one_of(
        joined, free, joined, free, _of_a_length(LENGTHS), _of_a_length(LONG_LENGTHS), odd
    )


_numbers = st.one_of(
    st.sampled_from(INTEGERS),
    st.sampled_from(FLOATS),
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.integers(-1000, 1000),
    st.integers(-(2**30), 2**30).map(lambda number: number / 8),
)
_plain_texts = st.one_of(
    st.sampled_from((*TRAPS, *LOOK_ALIKES)),
    st.text(_any_character, max_size=12),
    _of_a_length(LENGTHS[:130]),
)
_leaves = st.one_of(st.none(), st.booleans(), _numbers, _plain_texts)
_keys = st.one_of(st.sampled_from(KEYS), st.text(_any_character, min_size=1, max_size=8))


def values(depth: int = 3) -> st.SearchStrategy[Any]:
    """JSON values of at most this many levels of arrays and objects."""
    if depth == 0:
        return _leaves
    inner = values(depth - 1)
    return st.one_of(
        _leaves,
        st.lists(inner, max_size=3),
        st.dictionaries(_keys, inner, max_size=3),
    )


_page = st.fixed_dictionaries(
    {}, optional={key: st.sampled_from(shown) for key, shown in PAGE.items()}
)
_free = st.dictionaries(_keys, values(DEEPEST_ORDINARY - 1), max_size=4)
_odd = st.dictionaries(st.sampled_from(ODD_KEYS), values(1), min_size=1, max_size=2)
_beyond = st.dictionaries(_keys, st.sampled_from(BEYOND), min_size=1, max_size=2)
_metadata = st.one_of(_free, _free, _free, _page, _page, _odd, _beyond)


@st.composite
def _ordinary_address(draw: st.DrawFn) -> str:
    part = draw(st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=20))
    return f"{draw(st.sampled_from(LOCALS))}.{part}@example.{draw(st.sampled_from(ENDS))}"


ENDS = ("com", "org", "net")
_addresses = st.one_of(st.sampled_from(ORDINARY), _ordinary_address(), st.sampled_from(UNUSUAL))


def of_member(member: Member, document: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Valid values of a member; some may turn out not to be, where its schema has bounds."""
    match member.role:
        case Role.CHAT:
            given: st.SearchStrategy[Any] = st.just(CHAT)
        case Role.CLIENT:
            short = st.text(_any_character, min_size=1, max_size=LONGEST_CLIENT_PART)
            given = st.one_of(short, _pieces).map(lambda text: CLIENT + text)
        case Role.ADDRESS:
            given = _addresses
        case Role.CHOICE:
            given = st.sampled_from(member.options)
        case Role.FLAG:
            given = st.booleans()
        case Role.FACTS:
            given = _metadata
        case Role.TEXT:
            given = _bounded_text(member.schema) or texts()
        case _:
            given = of_schema(member.schema, document)
    return st.one_of(given, given, given, given, st.none()) if member.nullable else given


def _bounded_text(schema: Mapping[str, Any]) -> st.SearchStrategy[str] | None:
    if "maxLength" not in schema and schema.get("minLength", 0) < 2:
        return None
    low, high = schema.get("minLength", 0), schema.get("maxLength")
    return st.text(_any_character, min_size=low, max_size=high)
