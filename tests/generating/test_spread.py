"""The frozen cases cover what servers get wrong: lengths, characters, types, combinations."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from conformance.corpus import FILES, Case
from conformance.generate.grading import MUST

from .oracle import CORPUS, WITH_BODY, cases, property_schema, schema, texts

SENT_TEXTS = [
    ("new-message", "content"),
    ("email-handoff", "reason"),
    ("email-handoff", "context"),
    ("agent", "content"),
    ("agent-v2", "content"),
]
each_text = pytest.mark.parametrize(("name", "member"), SENT_TEXTS)
with_body = pytest.mark.parametrize("name", WITH_BODY)
RUN_LENGTH = 14


def valid(name: str) -> list[Case]:
    return [group.valid for group in CORPUS[name]]


def contents(name: str, member: str) -> list[str]:
    return [case.body[member] for case in valid(name) if isinstance(case.body.get(member), str)]


def metadata(name: str) -> list[dict[str, Any]]:
    found = (case.body.get("metadata") for case in valid(name) if case.level is MUST)
    return [value for value in found if isinstance(value, dict)]


@each_text
def test_every_length_of_every_text_is_sent(name: str, member: str) -> None:
    lengths = {len(text) for text in contents(name, member)}
    assert set(range(1, 131)) <= lengths
    for power in range(7, 11):
        assert {2**power - 1, 2**power, 2**power + 1} <= lengths
    assert {1999, 2000} <= lengths


@each_text
def test_long_texts_are_sent_too(name: str, member: str) -> None:
    lengths = {len(text) for text in contents(name, member)}
    assert {2001, 2048, 4096} <= lengths


@each_text
def test_every_printable_character_starts_ends_and_is_within_a_text(name: str, member: str) -> None:
    ordinary = [text for text in contents(name, member) if 2 < len(text) <= 2000]
    printable = {chr(code) for code in range(0x20, 0x7F)}
    assert printable <= {text[0] for text in ordinary}
    assert printable <= {text[-1] for text in ordinary}
    assert printable <= {character for text in ordinary for character in text[1:-1]}


@each_text
def test_every_category_and_plane_of_unicode_is_sent(name: str, member: str) -> None:
    characters = set("".join(contents(name, member)))
    categories = {unicodedata.category(character) for character in characters}
    every = {unicodedata.category(chr(code)) for code in range(0x110000)} - {"Cs"}
    assert categories == every
    assert {ord(character) >> 16 for character in characters} >= {0, 1, 2, 3, 14, 15, 16}


@each_text
def test_traps_of_case_and_normalisation_are_sent(name: str, member: str) -> None:
    together = contents(name, member)
    for form in ("NFC", "NFD", "NFKC"):
        assert [text for text in together if unicodedata.normalize(form, text) != text]
    for change in (str.upper, str.lower, str.casefold, str.title):
        assert [text for text in together if len(change(text)) != len(text)]
    for character in "\u00a0\u00ad\u200b\u200c\u200d\u2028\u2029\u3000\ufe0f\ufeff\U0010fffd":
        assert [text for text in together if character in text], ascii(character)
    for piece in ("\r\n", "\t", "&amp;", "<b>", "\\n", '"', "'", "%20"):
        assert [text for text in together if piece in text], piece


def test_client_ids_have_every_length_too() -> None:
    ids = [case.body["client_id"] for case in valid("new-chat")]
    lengths = {len(text.replace("{run}", "x" * RUN_LENGTH)) for text in ids}
    assert set(range(28, 96)) <= lengths
    assert set(range(1, 12)) <= lengths
    characters = set("".join(ids))
    assert len({unicodedata.category(character) for character in characters}) >= 28


@with_body
def test_every_combination_of_optional_members_is_sent(name: str) -> None:
    required = set(schema(name)["required"])
    optional = sorted(set(schema(name)["properties"]) - required)
    sent = [case for case in valid(name) if case.level is MUST]
    seen = {tuple(state(case.body, member) for member in optional) for case in sent}
    for combination in itertools.product(*(states(name, member) for member in optional)):
        assert combination in seen


def states(name: str, member: str) -> list[str]:
    kind = property_schema(name, member)["type"]
    if kind == "boolean":
        return ["absent", "True", "False"]
    return ["absent", "given", "empty"] if kind != "string" else ["absent", "given"]


def state(body: dict[str, Any], member: str) -> str:
    if member not in body:
        return "absent"
    value = body[member]
    if isinstance(value, bool):
        return str(value)
    return "empty" if value == {} else "given"


def test_both_senders_speak() -> None:
    senders = [case.body["sender"] for case in valid("new-message")]
    assert min(senders.count("user"), senders.count("assistant")) > 50


def leaves(value: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with the containers around it, outermost first."""
    yield where, value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in inner:
        yield from leaves(item, where + ("o" if isinstance(value, dict) else "a"))


KINDS: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "true": lambda value: value is True,
    "false": lambda value: value is False,
    "integer": lambda value: type(value) is int,
    "float": lambda value: type(value) is float,
    "text": lambda value: isinstance(value, str) and value != "",
}


@with_body
@pytest.mark.parametrize("kind", KINDS)
def test_every_type_stands_at_every_depth_in_objects_and_arrays(name: str, kind: str) -> None:
    found = {where for one in metadata(name) for where, value in leaves(one) if KINDS[kind](value)}
    for depth in range(1, 6):
        assert {where[-1] for where in found if len(where) == depth} >= (
            {"o", "a"} if depth > 1 else {"o"}
        )


@with_body
def test_containers_are_empty_at_every_depth(name: str) -> None:
    found = [(len(where), value) for one in metadata(name) for where, value in leaves(one)]
    for kind in (dict, list):
        depths = {depth for depth, value in found if isinstance(value, kind) and not value}
        assert depths >= {1, 2, 3, 4}


@with_body
def test_metadata_is_at_most_five_deep_where_it_must_be_accepted(name: str) -> None:
    assert max(len(where) for one in metadata(name) for where, _ in leaves(one)) == 5


@with_body
def test_numbers_stand_at_every_boundary(name: str) -> None:
    numbers = {
        value
        for one in metadata(name)
        for _, value in leaves(one)
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    for power in (7, 8, 15, 16, 31, 32):
        for step in (-1, 0, 1):
            assert {2**power + step, -(2**power) + step} & numbers, (power, step)
    assert {0, 1, -1, 0.5, -0.5, 2**53 - 1, -(2**53) + 1} <= numbers


@with_body
def test_keys_are_in_every_style_and_shadow_ours(name: str) -> None:
    keys = {
        key
        for one in metadata(name)
        for _, value in leaves(one)
        if isinstance(value, dict)
        for key in value
    }
    assert {"snake_case", "camelCase", "kebab-case", "with space", "SCREAMING_CASE"} <= keys
    assert {"id", "chat_id", "content", "message_id", "created_at", "agent_id", "type"} <= keys
    assert {"length", "constructor", "form_type", "lead_collected", "phone", "email"} <= keys
    assert [key for key in keys if not key.isascii()]


@with_body
def test_every_shadow_of_ours_has_a_text(name: str) -> None:
    own = {*schema(name)["properties"], "id", "message_id", "created_at", "agent_id", "status"}
    found = {key for one in metadata(name) for key, value in one.items() if isinstance(value, str)}
    assert own - {"lead_collected", "ai_enabled"} <= found


@with_body
def test_texts_look_like_other_types(name: str) -> None:
    found = {text for one in metadata(name) for text in texts(one)}
    assert {"true", "null", "1e3", "0123", "2025-01-01", "", "[]"} <= found


@with_body
def test_unusual_cases_are_of_many_kinds(name: str) -> None:
    unusual = [case for case in valid(name) if case.level is not MUST]
    assert len(unusual) >= 40
    depths = [len(where) for case in unusual for where, _ in leaves(case.body.get("metadata"))]
    assert max(depths) > 15
    found = [value for case in unusual for _, value in leaves(case.body)]
    assert [value for value in found if type(value) is int and abs(value) > 2**53]
    assert [value for value in found if isinstance(value, str) and "\u0001" in value]
    keys = {key for value in found if isinstance(value, dict) for key in value}
    assert {"", "__proto__"} <= keys
    assert [key for key in keys if key.startswith("$")]


def test_readings_vary_their_headers_and_the_spelling_of_the_id() -> None:
    sent = valid("messages")
    assert len({name for case in sent for name in case.headers}) >= 15
    spelled = {case.escaped for case in sent if case.escaped}
    assert {(place,) for place in range(24)} <= spelled
    assert all(case.level is not MUST for case in sent if case.escaped)


@pytest.mark.parametrize("name", FILES)
def test_unknown_ids_are_of_many_kinds(name: str) -> None:
    if name == "new-chat":
        return
    ids = set()
    for case in cases(name):
        if case.violation and case.violation.kind == "unknown":
            ids.add(case.path.get("chat_id") or case.body["chat_id"])
    assert len(ids) >= 25
    assert [one for one in ids if not one.isascii()]
    assert [one for one in ids if "/" in one or "'" in one]
    assert max(map(len, ids)) >= 255
