"""Which line of the spec file a finding is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from conformance.contract import Contract
from conformance.exchange import Exchange
from conformance.loading import LOADER
from conformance.openapi import is_json

DEEPEST = 64
"""How many parts of a pointer are followed: what a server answers may be nested without end."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands in the document under a key, and the key's line."""

    line: int
    node: yaml.Node | None


class SpecLines:
    """The lines of a contract's file, by what stands there."""

    def __init__(self, contract: Contract) -> None:
        self._root: yaml.Node | None = yaml.compose(contract.raw, LOADER)

    def of(self, exchange: Exchange, pointer: str) -> int:
        """The line, from 1, that a finding at `pointer` in an exchange's answer is about.

        It is the line of the member of the answer's schema, or of the nearest one around it; or
        that of the header; else of the response with this status; else of the operation; else of
        `paths`.
        """
        paths = self._child(self._root, "paths")
        method, _, path = (exchange.operation or "").partition(" ")
        found = self._below(paths, path, method.lower())
        if found is None:
            return paths.line if paths else 1
        response = self._response(found, exchange.response.status if exchange.response else None)
        if response is None:
            return found.line
        if pointer.startswith("header:"):
            return self._header(response, pointer.removeprefix("header:")).line
        if pointer.startswith("/"):
            return self._member(response, pointer)
        return response.line

    def _response(self, operation: _Place, status: int | None) -> _Place | None:
        """The documented response; one success stands for another, as when answers are judged."""
        responses = self._below(operation, "responses")
        if status is None or responses is None:
            return None
        for name in (str(status), f"{status // 100}XX", "default"):
            if found := self._child(responses.node, name):
                return found
        if status // 100 == 2:
            for key, node in _entries(responses.node):
                if key.value.startswith("2"):
                    return _place(key, node)
        return None

    def _header(self, response: _Place, name: str) -> _Place:
        headers = self._below(response, "headers")
        for key, node in _entries(headers.node) if headers else ():
            if key.value.lower() == name.lower():
                return _place(key, node)
        return response

    def _member(self, response: _Place, pointer: str) -> int:
        parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/")]
        content = self._below(response, "content")
        for key, node in _entries(content.node) if content else ():
            schema = self._child(node, "schema") if is_json(key.value) else None
            if schema is not None:
                return self._deepest(schema, parts[:DEEPEST], response.line)
        return response.line

    def _deepest(self, schema: _Place, parts: list[str], line: int) -> int:
        """The line of the innermost member that is documented, on whichever branch."""
        reached = [schema]
        for part in parts:
            branches = (branch for place in reached for branch in self._branches(place.node))
            # Schemas may contain themselves: each place is followed once, or they would multiply.
            steps = (step for branch in branches for step in self._steps(branch, part))
            reached = list({id(step.node): step for step in steps}.values())
            if not reached:
                break
            line = reached[0].line
        return line

    def _steps(self, schema: yaml.Node | None, part: str) -> Iterator[_Place]:
        """Where a schema says what stands under one part of a pointer."""
        properties = self._child(schema, "properties")
        if found := self._child(properties.node, part) if properties else None:
            yield found
        elif items := self._child(schema, "items") if part.isdecimal() else None:
            yield items
        elif found := self._child(schema, "additionalProperties"):
            yield found

    def _branches(self, schema: yaml.Node | None) -> Iterator[yaml.Node | None]:
        """A schema, what it refers to, and its alternatives."""
        open_: list[yaml.Node | None] = [schema]
        seen: set[int] = set()
        while open_:
            node = open_.pop(0)
            if id(node) in seen:
                continue
            seen.add(id(node))
            yield node
            for key, value in _entries(node):
                if key.value == "$ref":
                    open_.append(self._target(value))
                elif key.value in {"allOf", "anyOf", "oneOf"}:
                    open_ += value.value if isinstance(value, yaml.SequenceNode) else ()
                elif key.value in {"then", "else"}:
                    open_.append(value)

    def _below(self, place: _Place | None, *names: str) -> _Place | None:
        for name in names:
            place = self._child(place.node, name) if place else None
        return place

    def _child(self, node: yaml.Node | None, name: str) -> _Place | None:
        """What stands under a key, references to where it stands followed."""
        seen: set[int] = set()
        while id(node) not in seen:
            seen.add(id(node))
            entries = {key.value: (key, value) for key, value in _entries(node)}
            if name in entries:
                return _place(*entries[name])
            if "$ref" in entries:
                node = self._target(entries["$ref"][1])
        return None

    def _target(self, reference: yaml.Node) -> yaml.Node | None:
        """The node that a reference within the document names; loading has seen that it exists."""
        node = self._root
        for part in str(reference.value).removeprefix("#/").split("/"):
            name = part.replace("~1", "/").replace("~0", "~")
            for key, value in _entries(node):
                if key.value == name:
                    node = value
                    break
        return node


def _entries(node: yaml.Node | None) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield key, value


def _place(key: yaml.Node, node: yaml.Node) -> _Place:
    return _Place(key.start_mark.line + 1, node)
