"""What a value of one JSON type must be like, as a schema has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.difference import ABSENT
from conformance.drift.bounds import Said, combined, limits
from conformance.drift.differing import written
from conformance.drift.document import Place

TYPES = ("null", "boolean", "number", "string", "array", "object")

GENERAL = ("not", "if", "then", "else")
WHOLE: Mapping[str, tuple[str, ...]] = {
    "array": ("prefixItems", "contains", "minContains", "maxContains", "unevaluatedItems"),
    "object": (
        *("patternProperties", "propertyNames", "dependentRequired", "dependentSchemas"),
        "unevaluatedProperties",
    ),
}
"""Keywords that are compared as they are written, because what they allow is hard to compare."""

Schemas = tuple[Place, ...]
"""Schemas that hold all together; anything is allowed where there is none."""


@dataclass(frozen=True)
class Form:
    """What a value of one type must be like. `others` are the schemas of members without a name.

    `values` are the only ones, as JSON text; `required` has pointers, as has `closed`, which says
    that there are no others. `whole` is compared as it is written.
    """

    pointer: str
    limits: Mapping[str, Said] = field(default_factory=dict)
    values: Mapping[str, str] | None = None
    members: Mapping[str, Schemas] = field(default_factory=dict)
    required: Mapping[str, str] = field(default_factory=dict)
    items: Schemas = ()
    others: Schemas = ()
    closed: str | None = None
    whole: Mapping[str, Said] = field(default_factory=dict)

    @property
    def names(self) -> dict[str, None]:
        """The members that are named, or at least required."""
        return dict.fromkeys([*self.members, *self.required])

    @property
    def says_nothing(self) -> bool:
        return replace(self, pointer="") == Form("")


def merged(one: Form, other: Form) -> Form | None:
    """The form of what has both; None where nothing has."""
    if one.says_nothing:
        return other
    if other.says_nothing:
        return one
    values = one.values if other.values is None else other.values
    if one.values is not None and other.values is not None:
        values = {text: at for text, at in one.values.items() if text in other.values}
        if not values:
            return None
    names = dict.fromkeys([*one.members, *other.members])
    return Form(
        one.pointer,
        combined(one.limits, other.limits),
        values,
        {name: one.members.get(name, ()) + other.members.get(name, ()) for name in names},
        {**other.required, **one.required},
        one.items + other.items,
        one.others + other.others,
        one.closed or other.closed,
        {**other.whole, **one.whole},
    )


def forms(place: Place, *, is_3_0: bool) -> dict[str, tuple[Form, ...]]:
    """The form of each type that a schema allows by its own keywords, at most one of each."""
    allowed, integer = _types(place)
    found: dict[str, tuple[Form, ...]] = {}
    for type_ in TYPES:
        values = _values(place, type_)
        if type_ not in allowed or values == {}:
            found[type_] = ()
        else:
            found[type_] = (_form(place, type_, values, integer=integer, is_3_0=is_3_0),)
    return found


def _types(place: Place) -> tuple[set[str], bool]:
    """The types that are allowed, and whether numbers must be whole ones."""
    said = place.at("type").value
    names = {one for one in (said if isinstance(said, list) else [said]) if isinstance(one, str)}
    known = names & {*TYPES, "integer"}
    if not known:
        return set(TYPES), False
    whole = "integer" in known and "number" not in known
    return (known - {"integer"}) | ({"number"} if "integer" in known else set()), whole


def _values(place: Place, type_: str) -> dict[str, str] | None:
    """The only values of a type, as JSON text with their pointers; None where there are more."""
    if place.at("const"):
        only = [place.at("const")]
    elif isinstance(place.at("enum").value, list):
        only = list(place.at("enum").items())
    else:
        return None
    found = {written(one.value): one.pointer for one in only if type_of(one.value) == type_}
    return None if type_ in {"null", "boolean"} and len(found) == _ALL[type_] else found


_ALL = {"null": 1, "boolean": 2}


def type_of(value: Any) -> str:
    """The JSON type of a value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case list():
            return "array"
        case dict():
            return "object"
    # Also a date, which YAML makes of a text.
    return "string"


def _form(
    place: Place, type_: str, values: dict[str, str] | None, *, integer: bool, is_3_0: bool
) -> Form:
    names = [*GENERAL, *WHOLE.get(type_, ())]
    whole = {name: Said(place.at(name).value, place.at(name).pointer) for name in names}
    form = Form(
        place.pointer,
        limits(place, type_, integer=integer, is_3_0=is_3_0),
        values,
        whole={name: said for name, said in whole.items() if said.value is not ABSENT},
    )
    if type_ == "array":
        items = place.at("items")
        return replace(form, items=(items,)) if items else form
    if type_ != "object":
        return form
    others = place.at("additionalProperties")
    named = dict(place.at("properties").members())
    required = {str(one.value): one.pointer for one in place.at("required").items()}
    return replace(
        form,
        members={name: (member,) for name, member in named.items()},
        required=required if all(isinstance(name, str) for name in required) else {},
        others=(others,) if isinstance(others.value, dict) else (),
        closed=others.pointer if others.value is False else None,
    )
