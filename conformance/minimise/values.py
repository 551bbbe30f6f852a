"""How a JSON value is made smaller by draws: its members, its texts, its numbers, its depth."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from conformance.corpus import CHAT, RUN, UNKNOWN_CHAT
from conformance.minimise.draws import Draws
from conformance.minimise.place import Path
from conformance.openapi import flatten
from conformance.same import is_number

LETTERS = "abcdefghijklmnopqrstuvwxyz"
PLAIN = LETTERS[0]
PLACEHOLDER = re.compile("|".join(map(re.escape, (CHAT, RUN, UNKNOWN_CHAT))))
FIXED_START = re.compile(rf"(?s).*(?:{PLACEHOLDER.pattern})-?|conformance-unknown-")
DOMAIN = "example.com"


def parts(value: Any) -> Iterator[Any]:
    """Every value inside of a JSON value and itself; keys as texts."""
    yield value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, keys included."""
    return (part for part in parts(value) if isinstance(part, str))


def magnitudes(value: Any) -> Iterator[float]:
    """How far each number in a JSON value is from 0."""
    return (abs(part) for part in parts(value) if is_number(part))


def has_placeholder(value: Any) -> bool:
    return any(PLACEHOLDER.search(text) for text in texts(value))


class Values:
    """Draws values that are smaller than given ones.

    `document` is the contract in which schemas' references are looked up. What leads to one of
    the `fixed` places stays where it is, under its name.
    """

    def __init__(self, document: Mapping[str, Any], fixed: Collection[Path] = ()) -> None:
        self._document = document
        self._fixed = fixed

    def draw(self, draws: Draws, value: Any, schema: Any = None, path: Path = ()) -> Any:
        """A value of the same JSON type; `schema` is what the contract says of it."""
        flat = flatten(self._document, schema)
        if isinstance(value, dict):
            return self._object(draws, value, flat, path)
        if isinstance(value, list):
            return self._array(draws, value, flat, path)
        if isinstance(value, str):
            return _text(draws, value, flat)
        return _scalar(draws, value)

    def _object(self, draws: Draws, value: Any, flat: Mapping[str, Any], path: Path) -> Any:
        made: dict[str, Any] = {}
        described = flat.get("properties", {})
        for position, (key, inner) in enumerate(value.items()):
            place = (*path, key)
            schema = described.get(key)
            if key in flat.get("required", ()) or self._stays(inner, place):
                made[key] = self._inner(draws, inner, schema, place)
                continue
            with draws.part() as stays:
                plain = LETTERS[position % len(LETTERS)]
                name = key if key in described else text(draws, key, plain)
                smaller = self._inner(draws, inner, schema, place)
            if stays:
                made[key if name in made else name] = smaller
        return made

    def _array(self, draws: Draws, value: Any, flat: Mapping[str, Any], path: Path) -> Any:
        made = []
        for position, inner in enumerate(value):
            place = (*path, str(position))
            if self._leads(path) or has_placeholder(inner):
                made.append(self._inner(draws, inner, flat.get("items"), place))
                continue
            with draws.part() as stays:
                smaller = self._inner(draws, inner, flat.get("items"), place)
            if stays:
                made.append(smaller)
        return made

    def _inner(self, draws: Draws, value: Any, schema: Any, path: Path) -> Any:
        """What is inside of another value; a free-form one may give way to a part of its own."""
        if schema is not None or not isinstance(value, dict | list) or self._stays(value, path):
            return self.draw(draws, value, schema, path)
        with draws.part() as as_deep:
            smaller = self.draw(draws, value, schema, path)
        if as_deep or not smaller:
            return smaller
        return next(iter(smaller.values() if isinstance(smaller, dict) else smaller))

    def _stays(self, value: Any, path: Path) -> bool:
        return self._leads(path) or has_placeholder(value)

    def _leads(self, path: Path) -> bool:
        return any(fixed[: len(path)] == path for fixed in self._fixed)


def enumeration(flat: Mapping[str, Any]) -> list[str]:
    """The texts that a schema allows, if it names them."""
    return [value for value in flat.get("enum", ()) if isinstance(value, str)]


def _scalar(draws: Draws, value: Any) -> Any:
    match value:
        case True:
            with draws.part() as stays:
                return stays
        case float():
            return draws.number(value)
        case None | False:
            return value
    return integer(draws, value)


def _text(draws: Draws, value: str, flat: Mapping[str, Any]) -> str:
    choices = enumeration(flat)
    if value in choices:
        return choices[draws.up_to(choices.index(value))]
    if flat.get("format") == "email" and "@" in value:
        return address(draws, value)
    return text(draws, value)


def text(draws: Draws, original: str, plain: str = PLAIN) -> str:
    """A text with the placeholder that the original starts with, and less after it."""
    start = FIXED_START.match(original)
    fixed = start.group() if start else ""
    rest = original[len(fixed) :]
    return fixed + draws.text(rest, plain) if rest else original


def address(draws: Draws, original: str) -> str:
    """An address, or a text that fails to be one, under the same domain or a short one."""
    local, at, domain = original.rpartition("@")
    local = text(draws, local)
    if domain.strip() and domain != DOMAIN:
        with draws.part() as same_domain:
            domain = domain if same_domain else DOMAIN
    return local + at + domain


def integer(draws: Draws, original: int) -> int:
    smaller = draws.up_to(abs(original))
    return smaller if original >= 0 else -smaller
