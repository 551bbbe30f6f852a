"""How the flaw of an invalid case is made smaller, and put into a smaller control."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from conformance.corpus import MEDIA_TYPE, SYNTAX, Case
from conformance.difference import ABSENT
from conformance.minimise.draws import Draws
from conformance.minimise.fragment import Fragment
from conformance.minimise.place import Path, at, place, put
from conformance.minimise.values import Values, enumeration, text
from conformance.openapi import flatten
from conformance.operation import Operation

PLAIN_TYPE = "text/plain"


class Flaw:
    """What makes an invalid case of its control. `path` leads to it, if it is in the body."""

    def __init__(self, valid: Case, invalid: Case, operation: Operation) -> None:
        self._valid = valid
        self._invalid = invalid
        self._kind = invalid.violation.kind if invalid.violation else ""
        self._values = Values(operation.document)
        self._schema = operation.request_form
        self.path: Path | None = None
        if invalid.raw is None:
            self.path = place(valid.body, invalid.body)
        for token in self.path or ():
            inner = self._schema.get("properties", {}).get(token, self._schema.get("items"))
            self._schema = flatten(operation.document, inner)
        members = operation.request_form.get("properties", {})
        self._fragment = Fragment(
            names=members.keys(),
            enumerations=[
                enumeration(flatten(operation.document, one)) for one in members.values()
            ],
        )

    @property
    def schema(self) -> Mapping[str, Any]:
        """What the contract says of the place."""
        return self._schema

    def put_into(self, smaller: Case, draws: Draws) -> Case:
        """A smaller control with a smaller form of the flaw in it."""
        invalid = self._invalid
        return replace(
            invalid,
            body=invalid.body if invalid.raw is not None else self._body(draws, smaller.body),
            raw=self._raw(draws, invalid.raw),
            headers={**smaller.headers, **self._headers(draws)},
            path=self._path(draws),
            escaped=smaller.escaped if invalid.escaped == self._valid.escaped else invalid.escaped,
        )

    def _body(self, draws: Draws, body: Any) -> Any:
        if self.path is None:
            return body
        wrong = at(self._invalid.body, self.path)
        if wrong is not ABSENT:
            only_format = {key: self._schema[key] for key in ("format",) if key in self._schema}
            wrong = self._values.draw(draws, wrong, only_format)
        return put(body, self.path, wrong)

    def _raw(self, draws: Draws, raw: str | None) -> str | None:
        if raw is None or self._kind != SYNTAX:
            return raw
        return self._fragment.draw(draws, raw)

    def _path(self, draws: Draws) -> dict[str, str]:
        return {
            name: value if value == self._valid.path.get(name) else text(draws, value)
            for name, value in self._invalid.path.items()
        }

    def _headers(self, draws: Draws) -> dict[str, str]:
        """The headers that the control doesn't have like this."""
        headers = {}
        for name, value in self._invalid.headers.items():
            if value != self._valid.headers.get(name):
                headers[name] = _media_type(draws, value) if self._kind == MEDIA_TYPE else value
        return headers


def _media_type(draws: Draws, value: str) -> str:
    essence, semicolon, parameters = value.partition(";")
    with draws.part() as same_type:
        pass
    with draws.part() as parameterised:
        pass
    if essence.strip() and not same_type:
        essence = PLAIN_TYPE
    return essence + (semicolon + parameters if parameterised else "")
