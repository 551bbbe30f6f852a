"""Valid cases that a lawful server may refuse, and ought to accept."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from conformance.corpus import RUN, Case
from conformance.generate.addresses import UNUSUAL
from conformance.generate.author import Author
from conformance.generate.grading import SHOULD
from conformance.generate.members import Member, Role
from conformance.generate.metadata import unusual_metadata
from conformance.generate.safety import CLIENT, MARK
from conformance.generate.systematic import MADE_BY, Bodies
from conformance.generate.texts import WORDS, unusual_texts

LONG_CLIENTS = (101, 128, 255, 256, 1000)
MEDIA_TYPES = (
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
    "Application/JSON",
)


def unusual_cases(author: Author, source: random.Random) -> dict[str, Iterator[Case]]:
    """By what is unusual in them."""
    if author.form is None:
        return {}
    bodies = iter(Bodies(author.form, source))
    by_name: dict[str, Iterator[Case]] = {
        "media type": (
            case
            for value in MEDIA_TYPES
            if (case := author.valid(next(bodies), MADE_BY, headers={"Content-Type": value}))
        )
    }
    for member in author.form.members:
        for name, values in _values(member, source).items():
            by_name[f"{member.name}: {name}"] = _changed(author, bodies, member, values)
    return {name: (_as_unusual(case) for case in cases) for name, cases in by_name.items()}


def _changed(
    author: Author, bodies: Iterator[dict[str, Any]], member: Member, values: Iterator[Any]
) -> Iterator[Case]:
    opens_chat = author.form is not None and author.form.of(Role.CLIENT) is not None
    for value in values:
        body = {**next(bodies), member.name: value}
        if opens_chat and (body.get("metadata") or member.role is Role.CLIENT):
            body["metadata"] = {MARK: RUN, **(body.get("metadata") or {})}
        case = author.valid(body, MADE_BY)
        if case is not None:
            yield case


def _as_unusual(case: Case) -> Case:
    return replace(case, level=SHOULD)


def _values(member: Member, source: random.Random) -> dict[str, Iterator[Any]]:
    values: dict[str, Iterator[Any]] = {}
    match member.role:
        case Role.TEXT:
            values = unusual_texts(source)
        case Role.CLIENT:
            odd = unusual_texts(source)
            named = (CLIENT + text for text in odd["control"])
            long = (CLIENT + text[:length] for length in LONG_CLIENTS for text in [WORDS * 10])
            values = {"blank": odd["blank"], "control": named, "long": long}
        case Role.FACTS:
            values = unusual_metadata(source)
        case Role.ADDRESS:
            values = {"address": iter(UNUSUAL)}
    return {**values, "null": iter((None,))} if member.nullable else values
