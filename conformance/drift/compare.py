"""Compares the contract with a document that a server publishes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.difference import ABSENT
from conformance.drift.answers import compare_answers
from conformance.drift.bodies import media_types
from conformance.drift.comparing import Comparing, Scope, Way
from conformance.drift.differing import Change, Effect
from conformance.drift.document import Document, Published
from conformance.drift.matching import Matched, match, prefix_of
from conformance.drift.rates import compare_rates
from conformance.drift.requests import compare_request
from conformance.drift.security import compare_security

WORDS = ("summary", "description", "operationId", "tags", "deprecated", "externalDocs")
"""What an operation says to people, and to generators of code."""

ABOUT = ("info", "servers", "tags", "externalDocs")
"""What a document says of itself."""


def compare(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Comparing:
    """Every difference between the contract and a document, in the order of the contract.

    Raises DriftError for a document that has no end.
    """
    comparing = Comparing(Document(ours), Document(theirs))
    for key in ABOUT:
        scope = Scope("", Way.ANSWER, key, "")
        here, there = comparing.ours.root.at(key), comparing.theirs.root.at(key)
        comparing.cosmetic(f"about-{key}", scope, here, there, "It is about the document.")
    matched = match(comparing.ours.operations, comparing.theirs.operations)
    for one, other in matched.pairs:
        if other is None:
            _lost(comparing, one)
        else:
            _compare_operation(comparing, one, other, matched)
    for other in matched.new:
        why = "The document offers it beside the contract."
        at = comparing.ours.root.at("paths").pointer, other.place.pointer
        _add(
            comparing,
            other.key,
            Effect.WIDENING,
            Change.ADDED,
            at=at,
            said=(ABSENT, other.key),
            why=why,
        )
    return comparing


def _lost(comparing: Comparing, one: Published) -> None:
    elsewhere = [
        other.method for other in comparing.theirs.operations if other.segments == one.segments
    ]
    effect, why = Effect.BREAKING, "A client calls it, and the document doesn't have it."
    if one.place.text("x-optional-feature"):
        effect = Effect.COSMETIC
        why = f"The feature `{one.place.text('x-optional-feature')}` is optional: it isn't offered."
    elif elsewhere:
        why = f"A client calls it, and the document has the path for {', '.join(elsewhere)} only."
    at = one.place.pointer, comparing.theirs.root.at("paths").pointer
    _add(comparing, one.key, effect, Change.REMOVED, at=at, said=(one.key, ABSENT), why=why)


def _compare_operation(
    comparing: Comparing, one: Published, other: Published, matched: Matched
) -> None:
    scope = Scope(one.key, Way.REQUEST, "request", "request")
    _compare_path(comparing, one, other, matched.prefix)
    for key in WORDS:
        comparing.cosmetic(
            f"words-{key}",
            Scope(one.key, Way.REQUEST, "operation", "operation"),
            one.place.at(key),
            other.place.at(key),
            "It is for people and for generators of code.",
        )
    compare_security(comparing, scope, one, other)
    compare_rates(comparing, scope, one, other)
    compare_request(comparing, scope, one, other)
    returned = _sent(comparing, one)
    answers = Scope(one.key, Way.ANSWER, "answer", "answer", returned=returned)
    compare_answers(comparing, answers, one, other)


def _compare_path(comparing: Comparing, one: Published, other: Published, prefix: str) -> None:
    found = prefix_of(one, other)
    at = one.place.pointer, other.place.pointer
    said = one.path, other.path
    if found is None or found != prefix:
        why = "A client calls the contract's path, which the document doesn't have."
        _add(
            comparing,
            one.key,
            Effect.BREAKING,
            Change.CHANGED,
            at=at,
            said=said,
            why=why,
            topic="path",
        )
    elif found:
        why = "It is the same for all paths if the base address that a client is given ends in it."
        _add(
            comparing,
            one.key,
            Effect.COSMETIC,
            Change.CHANGED,
            at=at,
            said=said,
            why=why,
            topic="path",
        )


def _sent(comparing: Comparing, operation: Published) -> frozenset[str]:
    """The members that a request may have, by the contract."""
    body = comparing.ours.follow(operation.place.at("requestBody"))
    schemas = [place.at("schema") for place in media_types(body).values()]
    shapes = [comparing.our_shapes.of((schema,), schema.pointer) for schema in schemas if schema]
    return frozenset(name for shape in shapes for form in shape["object"] for name in form.names)


def _add(
    comparing: Comparing,
    operation: str,
    effect: Effect,
    change: Change,
    *,
    at: tuple[str, str],
    said: tuple[Any, Any],
    why: str,
    topic: str = "operation",
) -> None:
    scope = Scope(operation, Way.REQUEST, topic, "operation")
    comparing.add(effect, topic, change, scope, at=at, said=said, why=why)
