"""Flaws, one of which at a time makes an invalid case of a valid one."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from conformance.corpus import UNKNOWN_CHAT, Case
from conformance.generate.addresses import DOUBTFUL, NONE
from conformance.generate.author import Author
from conformance.generate.grading import SHOULD
from conformance.generate.leniency import ABSENT
from conformance.generate.members import Member, Role
from conformance.generate.syntax import no_utf8, slips
from conformance.generate.systematic import MADE_BY
from conformance.generate.unknown import impossible_ids, plain_ids

Flaw = Callable[[Case], Case | None]
"""Makes an invalid case of its control, or None where the control has no place for the flaw."""

NUMBERS = (0, 1, -1, 42, 0.5, 2, 1.0, 2**31, -1.5, 2**53 - 1, 1e15)
ARRAYS: tuple[list[Any], ...] = (
    [], ["text"], [1], [None], [[]], [{}], [True], ["a", "b"], [1, 2, 3], [{"text": "text"}], [""],
    [[["deep"]]], [["a", 1], ["b", 2]], [0.5, "x", None], ["user"], [{"id": 1}, {"id": 2}],
)  # fmt: skip
OBJECTS: tuple[dict[str, Any], ...] = (
    {}, {"text": "text"}, {"id": 1}, {"value": True}, {"a": {"b": []}}, {"0": "t"}, {"": ""},
    {"length": 4}, {"$oid": "1"}, {"type": "string"}, {"en": "text", "de": "Text"}, {"x": None},
)  # fmt: skip
TEXTS = (
    "perhaps", "maybe", "text", "metadata", "2 times", "ok", "truee", "not true", "a,b", "wahr",
    "x" * 64, "object", "\u2713", "si", "never", "key: value",
)  # fmt: skip
BOOLEAN_LIKE = (
    "true", "false", "True", "FALSE", "yes", "no", "1", "0", "on", "off", "", " ", "t", "n", "null",
    "None", "1.0", " true ", "Yes", "TRUE",
)  # fmt: skip
OBJECT_LIKE = ("", "{}", '{"a": 1}', "null", "a=1&b=2", " ", '{"form_type": "lead_capture"}')
OTHER_OPTIONS = (
    "nobody", "", "human", "bot", "system", "agent", "customer", "users", "user2", "assistants",
    "user assistant", "user,assistant", "tool", "function", "admin", "1", "null", "true", " ",
    "User\u00e9", "us", "userr", "ai", "me", "\U0001f600", "visitor", "x" * 300, "use", "owner",
    "user|assistant", "role:user", "undefined", "anonymous",
)  # fmt: skip
BODIES: tuple[Any, ...] = (
    [], "text", 42, True, None, ["a", 1], [[]], "", 0, False, -1.5, [{}], [None], "null", "{}", 1,
    [True, False], "true", [["chat_id", "1"]], " ", [1, 2, 3], 0.5, 2**53 - 1, ["chat_id"],
)  # fmt: skip
MEDIA_TYPES = (
    "text/plain", "application/x-www-form-urlencoded", "application/xml", "text/html", "text/csv",
    "multipart/form-data; boundary=x", "application/octet-stream", "text/xml", "application/yaml",
    "application/javascript", "image/png", "application/msgpack", "application/pdf", "text/yaml",
    "application/json5", "application/cbor", "application/x-ndjson", "application/graphql",
)  # fmt: skip

WRAPPINGS: Mapping[str, Callable[[Any], Any]] = {
    "in an array": lambda value: [value],
    "in an object": lambda value: {"value": value},
    "as a text": json.dumps,
}


def systematic_flaws(author: Author, source: random.Random) -> dict[str, Iterator[Flaw]]:
    """By name; some of them never end, because they differ with every control."""
    by_name: dict[str, Iterator[Flaw]] = {}
    for member in author.form.members if author.form else ():
        by_name |= _of_member(author, member)
    by_name |= {
        "no object": _each(BODIES, lambda case, value: author.no_object(case, value, MADE_BY)),
        "wrapped": iter([lambda case: author.no_object(case, [case.body], MADE_BY)]),
        "written": iter([lambda case: author.no_object(case, json.dumps(case.body), MADE_BY)]),
        **_syntax(author),
        "no UTF-8": _each(range(8), lambda case, number: _no_utf8(author, case, number)),
        "media type": _each(MEDIA_TYPES, lambda c, v: author.other_media_type(c, v, MADE_BY)),
        "same form": itertools.repeat(lambda case: author.stranger(case, UNKNOWN_CHAT, MADE_BY)),
        # A server may insist on its own form of ids.
        "plain id": _each(
            plain_ids(source), lambda case, id_: author.stranger(case, id_, MADE_BY, SHOULD)
        ),
        "impossible id": _each(
            impossible_ids(source), lambda case, id_: author.stranger(case, id_, MADE_BY, SHOULD)
        ),
    }
    return by_name


def _of_member(author: Author, member: Member) -> dict[str, Iterator[Flaw]]:
    named: dict[str, Iterator[Any]] = {"null": itertools.repeat(None)}
    if member.required:
        named["missing"] = itertools.repeat(ABSENT)
    kind = member.schema.get("type")
    others = {
        "array": iter(ARRAYS),
        "object": iter(OBJECTS),
        "number": iter(NUMBERS),
        "boolean": itertools.cycle((True, False)),
        "string": iter(TEXTS),
    }
    named |= {name: values for name, values in others.items() if name != kind}
    match member.role:
        case Role.FLAG:
            named["like a boolean"] = iter(BOOLEAN_LIKE)
        case Role.FACTS:
            named["like an object"] = iter(OBJECT_LIKE)
        case Role.CHOICE:
            named["other option"] = iter(OTHER_OPTIONS)
            named["other spelling"] = iter(_spellings(member))
        case Role.ADDRESS:
            named["no address"] = iter(NONE)
            named["strict address"] = iter(DOUBTFUL)

    def flaws(values: Iterator[Any]) -> Iterator[Flaw]:
        return _each(values, lambda case, v: author.flawed(case, member.place, v, MADE_BY))

    by_name = {f"{member.name}: {name}": flaws(values) for name, values in named.items()}
    for name, wrap in WRAPPINGS.items():
        by_name[f"{member.name}: {name}"] = itertools.repeat(_wrapping(author, member, wrap))
    return by_name


def _wrapping(author: Author, member: Member, wrap: Callable[[Any], Any]) -> Flaw:
    def flaw(case: Case) -> Case | None:
        value = case.body.get(member.name, ABSENT)
        if value is ABSENT:
            return None
        return author.flawed(case, member.place, wrap(value), MADE_BY)

    return flaw


def _each(values: Iterable[Any], make: Callable[[Case, Any], Case | None]) -> Iterator[Flaw]:
    return (_made(make, value) for value in values)


def _made(make: Callable[[Case, Any], Case | None], value: Any) -> Flaw:
    return lambda case: make(case, value)


def _syntax(author: Author) -> dict[str, Iterator[Flaw]]:
    """Every slip once, by its kind, each in the text of another control."""
    counts = {kind: len(texts) for kind, texts in slips({"x": 1, "y": 2}, 0).items()}
    return {
        f"syntax: {kind}": _each(range(count), _slip(author, kind))
        for kind, count in counts.items()
    }


def _slip(author: Author, kind: str) -> Callable[[Case, int], Case | None]:
    return lambda case, turn: author.malformed(case, slips(case.body, turn)[kind][turn], MADE_BY)


def _no_utf8(author: Author, case: Case, number: int) -> Case | None:
    raw = next(itertools.islice(no_utf8(case.body), number, None))
    return author.malformed(case, raw, MADE_BY)


def _spellings(member: Member) -> Iterator[str]:
    """An option as a careless caller writes it."""
    for option in member.options:
        if isinstance(option, str):
            yield from (option.upper(), option.capitalize(), f" {option}", f"{option}\n")
            yield from (f"{option} ", option.swapcase(), f"\t{option}", f'"{option}"', f"{option}.")
            yield "".join(chr(ord(one) + 0xFEE0) for one in option)
