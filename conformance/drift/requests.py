"""Compares what a client sends: parameters, and the body."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.difference import ABSENT
from conformance.drift.bodies import compare_bodies, media_types
from conformance.drift.comparing import Comparing, Scope
from conformance.drift.differing import Change, Effect
from conformance.drift.document import Document, Place, Published
from conformance.drift.schemas import compare_schemas

IGNORED = frozenset({"accept", "content-type", "authorization"})
"""Headers of which OpenAPI says that a parameter doesn't describe them."""

Key = tuple[str, str]


def compare_request(comparing: Comparing, scope: Scope, ours: Published, theirs: Published) -> None:
    """Write down the differences between what two operations take."""
    _compare_parameters(comparing, scope, ours, theirs)
    one, other = (
        document.follow(operation.place.at("requestBody"))
        for document, operation in ((comparing.ours, ours), (comparing.theirs, theirs))
    )
    if not one and not other:
        return
    if media_types(one) and not media_types(other):
        why = "A client sends a body, and the document doesn't say that the server takes one."
        change = Change.REMOVED
        _add(comparing, scope, "body", Effect.BREAKING, change, places=(one, other), why=why)
        return
    if media_types(other) and not media_types(one):
        required = other.at("required").value is True
        why = "The document takes a body too."
        if required:
            why = "No client of the contract sends a body, and the document requires one."
        effect = Effect.BREAKING if required else Effect.WIDENING
        _add(comparing, scope, "body", effect, Change.ADDED, places=(one, other), why=why)
        return
    needs = [body.at("required").value is True for body in (one, other)]
    if needs[0] != needs[1] and other:
        change = Change.ADDED if needs[1] else Change.REMOVED
        at = one.at("required").pointer, other.at("required").pointer
        why = "The document lets a client leave the body out."
        if needs[1]:
            why = "A client may leave the body out, and the document requires it."
        effect = Effect.BREAKING if needs[1] else Effect.WIDENING
        comparing.add(
            effect,
            "request-body-required",
            change,
            scope,
            at=at,
            said=(needs[0], needs[1]),
            why=why,
        )
    comparing.cosmetic(
        "words-description", scope, one.at("description"), other.at("description"), "For people."
    )
    compare_bodies(comparing, scope, one, other)


def _compare_parameters(
    comparing: Comparing, scope: Scope, ours: Published, theirs: Published
) -> None:
    one, other = _parameters(comparing.ours, ours), _parameters(comparing.theirs, theirs)
    for key in dict.fromkeys([*one, *other]):
        where, name = key
        here = replace(scope, subject=f"{where} parameter {name}")
        at_one = one.get(key, Place(ours.place.at("parameters").pointer, ABSENT))
        at_other = other.get(key, Place(theirs.place.at("parameters").pointer, ABSENT))
        both = at_one, at_other
        if where == "path" and not (at_one and at_other):
            # The path itself says that it is there.
            continue
        if not at_other:
            why = "A client sends it, and the document doesn't say that the server takes it."
            _add(
                comparing, here, "parameter", Effect.BREAKING, Change.REMOVED, places=both, why=why
            )
        elif not at_one and at_other.at("required").value is True:
            why = "No client of the contract sends it, and the document requires it."
            _add(comparing, here, "parameter", Effect.BREAKING, Change.ADDED, places=both, why=why)
        elif not at_one:
            why = "The document takes it too."
            _add(comparing, here, "parameter", Effect.WIDENING, Change.ADDED, places=both, why=why)
        else:
            _compare_parameter(comparing, here, at_one, at_other)


def _compare_parameter(comparing: Comparing, scope: Scope, ours: Place, theirs: Place) -> None:
    needs = [place.at("required").value is True for place in (ours, theirs)]
    if needs[0] != needs[1] and ours.text("in") != "path":
        why = "The document lets a client leave it out."
        if needs[1]:
            why = "A client may leave it out, and the document requires it."
        effect = Effect.BREAKING if needs[1] else Effect.WIDENING
        change = Change.ADDED if needs[1] else Change.REMOVED
        at = ours.at("required").pointer, theirs.at("required").pointer
        said = needs[0], needs[1]
        comparing.add(
            effect, "request-parameter-required", change, scope, at=at, said=said, why=why
        )
    for key in ("style", "explode", "allowReserved"):
        if ours.at(key).value != theirs.at(key).value:
            at = ours.at(key).pointer, theirs.at(key).pointer
            why = "A client writes it in another way than the document reads it."
            said_ = ours.at(key).value, theirs.at(key).value
            comparing.add(
                Effect.BREAKING, f"request-{key}", Change.CHANGED, scope, at=at, said=said_, why=why
            )
    for key in ("name", "description", "example", "examples", "deprecated"):
        if key != "name" or ours.text("in") == "path":
            why = "It is for people."
            comparing.cosmetic(f"words-{key}", scope, ours.at(key), theirs.at(key), why)
    schemas = ours.at("schema"), theirs.at("schema")
    one, other = ((schema,) if schema else () for schema in schemas)
    compare_schemas(comparing, scope, one, other, (schemas[0].pointer, schemas[1].pointer))


def _parameters(document: Document, operation: Published) -> dict[Key, Place]:
    """An operation's parameters by where they go and their name; of a path by their position."""
    found: dict[Key, Place] = {}
    for holder in (operation.item, operation.place):
        for item in holder.at("parameters").items():
            place = document.follow(item)
            where, name = place.text("in"), place.text("name")
            if where == "header":
                name = name.lower()
            if where == "path" and name in operation.names:
                name = str(operation.names.index(name) + 1)
            if where and name and not (where == "header" and name in IGNORED):
                found[where, name] = place
    return found


def _add(
    comparing: Comparing,
    scope: Scope,
    topic: str,
    effect: Effect,
    change: Change,
    *,
    places: tuple[Place, Place],
    why: str,
) -> None:
    at = places[0].pointer, places[1].pointer
    said: tuple[Any, Any] = places[0].value, places[1].value
    comparing.add(effect, f"request-{topic}", change, scope, at=at, said=said, why=why)
