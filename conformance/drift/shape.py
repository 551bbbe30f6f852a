"""A schema in one form: for each JSON type, the alternative forms that a value of it may have.

`$ref`, `allOf`, `anyOf`, `oneOf`, `const`, `nullable` and a list of types are all ways to write the
same, so that none of them is left here. What is below a member stays as it stands in the document
until it is asked for: schemas may contain themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product

from conformance.drift.bounds import Said
from conformance.drift.document import Document, Place
from conformance.drift.form import TYPES, Form, Schemas, forms, merged
from conformance.drift.reading import DriftError

MOST_FORMS = 24
"""Alternatives of one type; what has more is compared as it is written."""

LONGEST_CHAIN = 60
"""How deep schemas are made of schemas, references included."""

MOST_READ = 20_000
"""Schemas that are read in one comparison; the contract has some four hundred."""

Shape = Mapping[str, tuple[Form, ...]]
"""The forms by type; a type without any is not allowed."""


class Shapes:
    """Makes the shapes of one document's schemas."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[object, Shape] = {}
        self._asked: dict[tuple[object, ...], Shape] = {}
        self._read = 0

    def of(self, schemas: Schemas, pointer: str) -> Shape:
        """The shape of what keeps all of these schemas; `pointer` is for where there are none.

        Raises DriftError where there is no end to it.
        """
        key = tuple(place.identity for place in schemas) or (pointer,)
        if key not in self._asked:
            self._asked[key] = self._all([self._one(place, ()) for place in schemas], pointer)
        return self._asked[key]

    def said(self, schemas: Schemas, key: str) -> Said | None:
        """An annotation; what is nearest to where the schema is used counts."""
        for schema in schemas:
            for place in (schema, self._document.follow(schema)):
                if isinstance(place.value, Mapping) and key in place.value:
                    found = place.at(key)
                    return Said(found.value, found.pointer)
        return None

    def _all(self, shapes: Iterable[Shape], pointer: str) -> Shape:
        found = _anything(pointer)
        for shape in shapes:
            found = {type_: _both(found[type_], shape[type_]) for type_ in TYPES}
        return found

    def _one(self, place: Place, above: tuple[object, ...]) -> Shape:
        """The shape of one schema; `above` are those that it is a part of."""
        if place.value is False:
            return dict.fromkeys(TYPES, ())
        if not isinstance(place.value, Mapping) or not place.value:
            return _anything(place.pointer)
        if place.identity in above or len(above) > LONGEST_CHAIN:
            # A schema that is part of itself says nothing by that.
            return _anything(place.pointer)
        if place.identity not in self._known:
            self._read += 1
            if self._read > MOST_READ:
                raise DriftError(
                    f"One of the documents has more than {MOST_READ:,} schemas to compare, "
                    "or some that repeat themselves without end; take out what is not about the "
                    "external message API."
                )
            self._known[place.identity] = self._made(place, (*above, place.identity))
        return self._known[place.identity]

    def _made(self, place: Place, above: tuple[object, ...]) -> Shape:
        is_3_0 = self._document.is_3_0
        parts: list[Shape] = []
        if place.at("$ref"):
            target = self._document.follow(place)
            parts.append(self._one(target, above) if target else _anything(place.pointer))
        if not (parts and is_3_0):
            own = forms(place, is_3_0=is_3_0)
            parts.append(own)
            parts += [self._one(part, above) for part in place.at("allOf").items()]
            for key in ("anyOf", "oneOf"):
                branches = [self._one(part, above) for part in place.at(key).items()]
                if branches:
                    parts.append(_either(branches, place.at(key)))
        found = self._all(parts, place.pointer)
        if is_3_0 and place.at("nullable").value is True and not found["null"]:
            found = {**found, "null": (Form(place.pointer),)}
        return found


def _anything(pointer: str) -> Shape:
    return {type_: (Form(pointer),) for type_ in TYPES}


def _either(branches: Sequence[Shape], place: Place) -> Shape:
    found: dict[str, tuple[Form, ...]] = {}
    whole = {"alternatives": Said(place.value, place.pointer)}
    for type_ in TYPES:
        # A branch that says nothing of a type allows all of it.
        every = [form for branch in branches for form in branch[type_]]
        free = [form for form in every if form.says_nothing]
        found[type_] = tuple(free[:1] or _joined(every))
        if len(found[type_]) > MOST_FORMS:
            found[type_] = (Form(place.pointer, whole=whole),)
    return found


def _joined(every: list[Form]) -> list[Form]:
    """The forms, where those that are only lists of values are one list."""
    lists = [one for one in every if one.values and replace(one, values=None).says_nothing]
    if len(lists) < 2:
        return every
    values = {text: pointer for one in lists for text, pointer in (one.values or {}).items()}
    rest = [one for one in every if not any(one is each for each in lists)]
    return [replace(lists[0], values=values), *rest]


def _both(some: tuple[Form, ...], others: tuple[Form, ...]) -> tuple[Form, ...]:
    if len(some) * len(others) > MOST_FORMS:
        # Too many to be told apart; the longer list says more.
        return max(some, others, key=len)
    found = (merged(one, other) for one, other in product(some, others))
    return tuple(form for form in found if form is not None)
