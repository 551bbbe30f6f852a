"""Compares what a server answers: statuses, headers, bodies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from conformance.drift.bodies import compare_bodies
from conformance.drift.comparing import Comparing, Scope
from conformance.drift.differing import Change, Effect
from conformance.drift.document import Document, Place, Published
from conformance.drift.schemas import compare_schemas


def compare_answers(comparing: Comparing, scope: Scope, ours: Published, theirs: Published) -> None:
    """Write down the differences between what two operations answer."""
    one, other = _answers(comparing.ours, ours), _answers(comparing.theirs, theirs)
    used = set()
    for status, place in one.items():
        here = replace(scope, subject=f"answer {status}", reach=_reach(status))
        found = _covering(status, other)
        if found is None:
            effect, why = _lost(status)
            at = place.pointer, theirs.place.at("responses").pointer
            said = status, list(other)
            comparing.add(effect, "status", Change.REMOVED, here, at=at, said=said, why=why)
            continue
        used.add(found)
        _compare_answer(comparing, here, place, other[found])
    for status, place in other.items():
        if status in one or (status in used and not _is_success(status)):
            continue
        here = replace(scope, subject=f"answer {status}", reach=_reach(status))
        effect, why = _gained(status)
        at = ours.place.at("responses").pointer, place.pointer
        comparing.add(
            effect, "status", Change.ADDED, here, at=at, said=(list(one), status), why=why
        )


def _answers(document: Document, operation: Published) -> Mapping[str, Place]:
    found = operation.place.at("responses").members()
    return {status.upper(): document.follow(place) for status, place in found}


def _reach(status: str) -> str:
    return "answer" if _is_success(status) else f"status/{status}"


def _is_success(status: str) -> bool:
    return status.startswith("2")


def _covering(status: str, answers: Mapping[str, Place]) -> str | None:
    """What a document has for a status: that, its class, or what it says of all others."""
    wider = (status, f"{status[:1]}XX", "DEFAULT")
    return next((one for one in wider if one in answers), None)


def _lost(status: str) -> tuple[Effect, str]:
    if status.startswith(("2", "3")):
        return Effect.BREAKING, "A client takes it for success, and the document doesn't have it."
    return Effect.COSMETIC, "A client that copes with it has nothing to do."


def _gained(status: str) -> tuple[Effect, str]:
    if status.startswith("2"):
        return Effect.BREAKING, "A client may get it, and the contract doesn't say what it means."
    if status.startswith("3"):
        return Effect.BREAKING, "A client is sent elsewhere, which the contract never does."
    return Effect.WIDENING, (
        "A client treats an error that it doesn't know like any other of its class "
        "(RFC 9110, section 15)."
    )


def _compare_answer(comparing: Comparing, scope: Scope, ours: Place, theirs: Place) -> None:
    why = "It is for people."
    comparing.cosmetic(
        "words-description", scope, ours.at("description"), theirs.at("description"), why
    )
    comparing.cosmetic("words-links", scope, ours.at("links"), theirs.at("links"), why)
    _compare_headers(comparing, scope, ours, theirs)
    status = scope.reach
    body = scope if status == "answer" else replace(scope, reach=f"{status}/body")
    compare_bodies(comparing, body, ours, theirs)


def _compare_headers(comparing: Comparing, scope: Scope, ours: Place, theirs: Place) -> None:
    one, other = _headers(comparing.ours, ours), _headers(comparing.theirs, theirs)
    for key in dict.fromkeys([*one, *other]):
        name = (one.get(key) or other[key])[0]
        here = replace(
            scope,
            subject=f"header {name} of {scope.subject}",
            reach=f"{scope.reach}/header/{key}",
        )
        at_one = one[key][1] if key in one else ours.at("headers").at(name)
        at_other = other[key][1] if key in other else theirs.at("headers").at(name)
        at = at_one.pointer, at_other.pointer
        said = at_one.value, at_other.value
        required = at_one.at("required").value is True
        if key not in other:
            effect = Effect.BREAKING if required else Effect.COSMETIC
            why = "The contract lets a server leave it out, so that no client may rely on it."
            if required:
                why = "A client may rely on it, and the document doesn't have it."
            comparing.add(effect, "header", Change.REMOVED, here, at=at, said=said, why=why)
        elif key not in one:
            why = "A client passes over headers that it doesn't know."
            comparing.add(Effect.WIDENING, "header", Change.ADDED, here, at=at, said=said, why=why)
        else:
            _compare_header(comparing, here, at_one, at_other)


def _compare_header(comparing: Comparing, scope: Scope, ours: Place, theirs: Place) -> None:
    needs = [place.at("required").value is True for place in (ours, theirs)]
    if needs[0] != needs[1]:
        effect = Effect.WIDENING if needs[1] else Effect.BREAKING
        change = Change.ADDED if needs[1] else Change.REMOVED
        why = "A client may rely on it, and the document lets it be left out."
        if needs[1]:
            why = "The document promises that it always comes."
        at = ours.at("required").pointer, theirs.at("required").pointer
        comparing.add(
            effect, "header-required", change, scope, at=at, said=(needs[0], needs[1]), why=why
        )
    for key in ("description", "example", "examples", "deprecated"):
        comparing.cosmetic(f"words-{key}", scope, ours.at(key), theirs.at(key), "It is for people.")
    schemas = ours.at("schema"), theirs.at("schema")
    one, other = ((schema,) if schema else () for schema in schemas)
    compare_schemas(comparing, scope, one, other, (schemas[0].pointer, schemas[1].pointer))


def _headers(document: Document, answer: Place) -> dict[str, tuple[str, Place]]:
    """The headers of an answer, by their names in lower case; Content-Type is no header here."""
    found = {
        name.lower(): (name, document.follow(place))
        for name, place in answer.at("headers").members()
    }
    found.pop("content-type", None)
    return found
