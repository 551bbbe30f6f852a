"""The contract as an OpenAPI document says it: its operations and its carriers of credentials.

Nothing of it is known here but what the document says. Flows name an operation by the end of its
path (`new-chat`), because a vendor's own document may call it something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from conformance.openapi import METHODS, ContractError, resolve
from conformance.operation import Operation
from conformance.resources import SPEC_NAME

CORE_OPERATIONS = ("new-chat", "new-message", "email-handoff")
FEATURES: Mapping[str, tuple[str, ...]] = {
    "transcript": ("{chat_id}/messages",),
    "agent": ("external/agent", "agent/v2"),
}


@dataclass(frozen=True, slots=True)
class Carrier:
    """One way to send a credential: `kind` is bearer, api-key or query; `field` where it goes."""

    kind: str
    field: str


@dataclass(frozen=True)
class Contract:
    """The whole contract. `digest` is `sha256:…` of the document's bytes, which are `raw`.

    `file` is the document's path as reports name it, never one of this machine.
    """

    document: Mapping[str, Any]
    digest: str
    file: str = SPEC_NAME
    raw: bytes = b""

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation under its longest useful name, the whole path."""
        return tuple(self._operations())

    def _operations(self) -> Iterator[Operation]:
        document = {key: value for key, value in self.document.items() if key != "$ref"}
        for path, item in document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield Operation(path.strip("/"), method.upper(), path, document, item[method])

    @cached_property
    def keyed(self) -> Mapping[str | None, Operation]:
        """Every operation by its key."""
        return {operation.key: operation for operation in self.operations}

    def at(self, method: str, target: str) -> Operation | None:
        """The operation at a path, with or without a query, if there is one."""
        path = target.partition("?")[0]
        found = (one for one in self.operations if one.method == method and one.matches(path))
        return next(found, None)

    def operation(self, name: str) -> Operation:
        """The operation whose path is or ends in `/name`; raises ContractError."""
        known = self._named.get(name)
        if known is None:
            known = self._named[name] = self._operation(name)
        return known

    @cached_property
    def _named(self) -> dict[str, Operation]:
        return {}

    def _operation(self, name: str) -> Operation:
        found = [operation for operation in self.operations if operation.goes_by(name)]
        if len(found) != 1:
            number = "no operation" if not found else "more than one operation"
            raise ContractError(
                f"The spec has {number} whose path ends in /{name}. "
                "Pass the v3 document of the external message API with --spec."
            )
        return found[0]

    @cached_property
    def ids(self) -> frozenset[str]:
        """Names of what a server makes in one answer and takes in requests that follow.

        A list only repeats what was made before.
        """
        made = {name for one in self.operations if not one.answers_list for name in one.server_made}
        return frozenset(name for one in self.operations for name in one.takes & made)

    @cached_property
    def carriers(self) -> Mapping[str, Carrier]:
        """The ways to send a credential, by kind."""
        schemes = (self.document.get("components") or {}).get("securitySchemes") or {}
        carriers: dict[str, Carrier] = {}
        for reference in schemes.values():
            scheme = resolve(self.document, reference)
            match scheme.get("type"), scheme.get("in"), str(scheme.get("scheme")).lower():
                case "http", _, "bearer":
                    carriers["bearer"] = Carrier("bearer", "Authorization")
                case "apiKey", "header", _:
                    carriers["api-key"] = Carrier("api-key", scheme["name"])
                case "apiKey", "query", _:
                    carriers["query"] = Carrier("query", scheme["name"])
        return carriers
