"""An OpenAPI document as it is found: places in it, references followed, operations listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit

from conformance.difference import ABSENT, escaped
from conformance.openapi import METHODS
from conformance.reports.text import visible

LONGEST_CHAIN = 50
"""References in a row."""

MOST_UNREAD = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A value in a document, and the JSON pointer to it; the value is ABSENT if it isn't there."""

    pointer: str
    value: Any

    def __bool__(self) -> bool:
        return self.value is not ABSENT

    @property
    def identity(self) -> object:
        """The same for what an alias of YAML repeats in another place."""
        return id(self.value) if isinstance(self.value, Mapping) else self.pointer

    def at(self, key: Any) -> Place:
        """A member of an object or an item of an array, if it is there."""
        pointer = f"{self.pointer}/{escaped(key)}"
        try:
            return Place(pointer, self.value[key])
        except (KeyError, TypeError, IndexError):
            return Place(pointer, ABSENT)

    def members(self) -> Iterator[tuple[str, Place]]:
        """The members of an object, under their names; of anything else none."""
        if isinstance(self.value, Mapping):
            for key, value in self.value.items():
                yield _name(key), Place(f"{self.pointer}/{escaped(_name(key))}", value)

    def items(self) -> Iterator[Place]:
        """The items of an array; of anything else none."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Place(f"{self.pointer}/{index}", value)

    def text(self, key: str) -> str:
        """A member that is a text; empty if it isn't there or none."""
        value = self.at(key).value
        return value if isinstance(value, str) else ""


def _name(key: Any) -> str:
    """A key as JSON would have it: YAML reads `200:` as a number, and `null:` as none."""
    if isinstance(key, bool) or key is None:
        return {True: "true", False: "false", None: "null"}[key]
    return str(key)


@dataclass(frozen=True)
class Published:
    """An operation as a document has it; `item` is the path item that it stands in."""

    method: str
    path: str
    place: Place
    item: Place

    @property
    def key(self) -> str:
        """Method and path."""
        return f"{self.method} {self.path}"

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The parts of the path, where parameters have no name."""
        return tuple(re.sub(r"\{[^}]*\}", "{}", self.path).strip("/").split("/"))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the path's parameters, in their order."""
        return tuple(re.findall(r"\{([^}]*)\}", self.path))


@dataclass
class Document:
    """A document that is read leniently. `unread` says what could not be followed."""

    value: Mapping[str, Any]
    unread: list[str] = field(default_factory=list)
    _targets: dict[str, Place] = field(default_factory=dict)

    @cached_property
    def root(self) -> Place:
        return Place("", self.value)

    @cached_property
    def is_3_0(self) -> bool:
        """Whether `nullable` means something, and members beside `$ref` mean nothing."""
        return str(self.value.get("openapi")).startswith("3.0")

    def follow(self, place: Place) -> Place:
        """The place that a reference leads to, or the place itself; absent if it leads nowhere."""
        for _ in range(LONGEST_CHAIN):
            if not isinstance(place.value, Mapping) or "$ref" not in place.value:
                return place
            reference = place.value["$ref"]
            found = self._target(reference)
            if not found:
                self._note(place, reference)
                return Place(place.pointer, ABSENT)
            place = found
        self._note(place, place.value)
        return Place(place.pointer, ABSENT)

    def _target(self, reference: Any) -> Place:
        if not isinstance(reference, str) or not reference.startswith("#"):
            return Place("", ABSENT)
        if reference not in self._targets:
            self._targets[reference] = self._pointed(reference)
        return self._targets[reference]

    def _pointed(self, reference: str) -> Place:
        place = self.root
        for token in unquote(reference[1:]).split("/")[1:]:
            key = token.replace("~1", "/").replace("~0", "~")
            place = place.at(int(key) if isinstance(place.value, list) and key.isdigit() else key)
        return place

    def _note(self, place: Place, reference: Any) -> None:
        shown = visible(str(reference)[:200])
        sentence = f"The reference {shown} at {visible(place.pointer)} can't be followed."
        if sentence not in self.unread and len(self.unread) < MOST_UNREAD:
            self.unread.append(sentence)

    @cached_property
    def operations(self) -> tuple[Published, ...]:
        """Every operation; its path begins with that of the first server."""
        return tuple(self._operations())

    def _operations(self) -> Iterator[Published]:
        for path, place in self.root.at("paths").members():
            if not path.startswith("/"):
                continue
            item = self.follow(place)
            for method in METHODS:
                operation = item.at(method)
                if isinstance(operation.value, Mapping):
                    yield Published(method.upper(), self.base + path, operation, item)

    @cached_property
    def base(self) -> str:
        """The path of the first server's address, without a slash at its end."""
        for server in self.root.at("servers").items():
            url = re.sub(r"^[^/]*\{[^}]*\}", "", server.text("url"))
            try:
                return urlsplit(url).path.rstrip("/")
            except ValueError:
                return ""
        return ""
