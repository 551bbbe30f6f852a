"""Compares what is sent in bodies: media types, and for each of them the schema."""

from __future__ import annotations

from dataclasses import replace

from conformance.drift.comparing import Comparing, Scope, Way
from conformance.drift.differing import Change, Effect
from conformance.drift.document import Place
from conformance.drift.schemas import compare_schemas

Types = dict[str, Place]
"""What is said of each media type; its name is in lower case and has no parameters."""


def media_types(holder: Place) -> Types:
    """The media types that a body, an answer or a header may have."""
    return {
        name.split(";")[0].strip().lower(): place for name, place in holder.at("content").members()
    }


def compare_bodies(comparing: Comparing, scope: Scope, ours: Place, theirs: Place) -> None:
    """Write down the differences between two bodies; both may be absent."""
    one, other = media_types(ours), media_types(theirs)
    lost = [name for name in one if not _covers(other, name)]
    left = [name for name in one if name not in lost]
    for name in lost:
        effect, why = _lost(scope.way, read=bool(left), any_body=bool(other))
        at = one[name].pointer, theirs.at("content").pointer
        topic = f"{scope.way}-media-type"
        comparing.add(
            effect, topic, Change.REMOVED, scope, at=at, said=(name, list(other)), why=why
        )
    for name in other:
        if not (name in one or _covered(one, name)):
            why = "The document has it too; a client asks for what it reads."
            if scope.way is Way.REQUEST:
                why = "The document takes it too."
            at = ours.at("content").pointer, other[name].pointer
            topic = f"{scope.way}-media-type"
            comparing.add(
                Effect.WIDENING, topic, Change.ADDED, scope, at=at, said=(list(one), name), why=why
            )
    for name in left:
        found = next(each for each in _wider(name) if each in other)
        _compare_type(comparing, scope, one[name], other[found])


def _lost(way: Way, *, read: bool, any_body: bool) -> tuple[Effect, str]:
    if way is Way.REQUEST:
        return Effect.BREAKING, "A client may send it, and the document doesn't take it."
    if read:
        return Effect.COSMETIC, "The contract leaves it to the server which of them it answers."
    if any_body:
        return Effect.BREAKING, "A client asks for it, and the document doesn't offer it."
    return Effect.BREAKING, "A client reads a body, of which the document says nothing."


def _compare_type(comparing: Comparing, scope: Scope, ours: Place, theirs: Place) -> None:
    schemas = ours.at("schema"), theirs.at("schema")
    at = schemas[0].pointer, schemas[1].pointer
    one, other = ((schema,) if schema else () for schema in schemas)
    compare_schemas(comparing, scope, one, other, at)
    for key in ("example", "examples"):
        comparing.cosmetic(
            f"words-{key}",
            replace(scope, path=()),
            ours.at(key),
            theirs.at(key),
            "It is for people.",
        )


def _wider(name: str) -> tuple[str, str, str]:
    """A media type, and the ranges that it is in."""
    return name, name.partition("/")[0] + "/*", "*/*"


def _covers(types: Types, name: str) -> bool:
    return any(each in types for each in _wider(name))


def _covered(types: Types, name: str) -> bool:
    """Whether a range is there for the types that it stands for."""
    return name.endswith("/*") and any(
        name == "*/*" or each.startswith(name[:-1]) for each in types
    )
