"""Compares how a client shows who it is."""

from __future__ import annotations

from dataclasses import replace

from conformance.difference import ABSENT
from conformance.drift.comparing import Comparing, Scope
from conformance.drift.differing import Change, Effect
from conformance.drift.document import Document, Place, Published

Way = frozenset[str]
"""The carriers that are needed together, as words; none at all where nobody is asked."""


def compare_security(
    comparing: Comparing, scope: Scope, ours: Published, theirs: Published
) -> None:
    """Write down ways to send a credential that a document takes no more, or takes too."""
    here, there = (
        _stated(document, operation)
        for document, operation in ((comparing.ours, ours), (comparing.theirs, theirs))
    )
    one, other = _ways(comparing.ours, here), _ways(comparing.theirs, there)
    at = here.pointer, there.pointer
    lost = [way for way in one if not any(each <= way for each in other)]
    gained = [way for way in other if not any(each <= way for each in one)]
    for way in lost:
        why = "A client may send its credential so, and the document doesn't take it so."
        _add(
            comparing, _scope(scope, way), Effect.BREAKING, Change.REMOVED, at=at, way=way, why=why
        )
    for way in gained:
        why = "The document takes a credential so too."
        if not way:
            why = "The document says that no credential is needed."
        _add(comparing, _scope(scope, way), Effect.WIDENING, Change.ADDED, at=at, way=way, why=why)


def _scope(scope: Scope, way: Way) -> Scope:
    return replace(scope, subject="credential", reach=f"carrier/{_named(way)}")


def _add(
    comparing: Comparing,
    scope: Scope,
    effect: Effect,
    change: Change,
    *,
    at: tuple[str, str],
    way: Way,
    why: str,
) -> None:
    said = (_named(way), ABSENT) if change is Change.REMOVED else (ABSENT, _named(way))
    comparing.add(effect, "security", change, scope, at=at, said=said, why=why)


def _named(way: Way) -> str:
    return " and ".join(sorted(way)) or "none"


def _stated(document: Document, operation: Published) -> Place:
    """What is said of the operation, or of all; absent where nothing is."""
    own = operation.place.at("security")
    return own if isinstance(own.value, list) else document.root.at("security")


def _ways(document: Document, stated: Place) -> list[Way]:
    """The ways to send a credential, in the order in which they are stated."""
    ways = [
        frozenset(_carrier(document, name) for name, _ in alternative.members())
        for alternative in stated.items()
    ]
    return list(dict.fromkeys(ways)) or [frozenset()]


def _carrier(document: Document, name: str) -> str:
    """A security scheme by what is sent, whatever the document calls it."""
    schemes = document.root.at("components").at("securitySchemes")
    scheme = document.follow(schemes.at(name))
    kind, where = scheme.text("type"), scheme.text("in")
    if kind in {"oauth2", "openIdConnect"} or (
        kind == "http" and scheme.text("scheme").lower() == "bearer"
    ):
        # RFC 6750: such a token is sent as a bearer token.
        return "Authorization: Bearer"
    if kind == "http":
        return f"Authorization: {scheme.text('scheme').capitalize()}"
    if kind == "apiKey":
        field = scheme.text("name")
        return f"{where} {field.lower() if where == 'header' else field}"
    return f"{kind or 'unknown scheme'} {name}"
