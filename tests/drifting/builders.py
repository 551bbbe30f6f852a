"""Documents made by hand: the contract with a change, and small ones of one operation."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from conformance.drift.compare import compare
from conformance.drift.differing import Difference, Effect
from conformance.drift.reading import read_file
from conformance.resources import SPEC

NEW_CHAT = "/external/message/new-chat"
NEW_MESSAGE = "/external/message/new-message"


@cache
def _contract() -> Mapping[str, Any]:
    return read_file(SPEC)


def contract() -> dict[str, Any]:
    """The contract, to be changed."""
    return copy.deepcopy(dict(_contract()))


def at(document: Any, pointer: str) -> Any:
    """What a JSON pointer leads to."""
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        document = document[int(key) if isinstance(document, list) else key]
    return document


def changed(pointer: str, **members: Any) -> dict[str, Any]:
    """The contract with members of one object in it changed; those that are None are taken out."""
    document = contract()
    place = at(document, pointer)
    for name, value in members.items():
        if value is None:
            del place[name]
        else:
            place[name] = value
    return document


def differences(
    theirs: Mapping[str, Any], ours: Mapping[str, Any] | None = None
) -> list[Difference]:
    """The differences of a document from the contract, or from another one."""
    return compare(ours or _contract(), theirs).found


def kinds(found: Iterable[Difference]) -> set[tuple[str, str]]:
    """The kinds of differences, each with its effect."""
    return {(one.kind, one.effect.value) for one in found}


def telling(found: Iterable[Difference]) -> list[Difference]:
    """The differences that clients notice."""
    return [one for one in found if one.effect is not Effect.COSMETIC]


def document(
    *,
    asked: Any = None,
    answered: Any = None,
    openapi: str = "3.1.0",
    path: str = NEW_CHAT,
    **operation: Any,
) -> dict[str, Any]:
    """A document of one operation, with the schemas of its request and of its answer."""
    made: dict[str, Any] = {"responses": {"200": {"description": "Done."}}}
    if asked is not None:
        made["requestBody"] = {"content": {"application/json": {"schema": asked}}}
    if answered is not None:
        made["responses"]["200"]["content"] = {"application/json": {"schema": answered}}
    return {
        "openapi": openapi,
        "info": {"title": "Small", "version": "1"},
        "paths": {path: {"post": {**made, **operation}}},
        "components": {"schemas": {}},
    }
