"""What became of the contract in a published document, and which requirements it concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from conformance.contract import Contract
from conformance.drift.compare import compare
from conformance.drift.differing import Difference, Effect
from conformance.drift.document import Document
from conformance.drift.matching import name_of
from conformance.drift.reach import Reach


@dataclass(frozen=True, slots=True)
class Source:
    """A document: where it is from, and what it says of itself."""

    name: str
    title: str
    version: str
    openapi: str


@dataclass(frozen=True, slots=True)
class Drift:
    """The differences between the contract and a document, in the order of the contract.

    `unread` says what could not be read of the document. `reached` says whether it is known which
    requirements are concerned.
    """

    contract: Source
    contract_digest: str
    document: Source
    differences: tuple[Difference, ...]
    unread: tuple[str, ...]
    reached: bool

    def of(self, effect: Effect) -> tuple[Difference, ...]:
        """The differences with one effect."""
        return tuple(one for one in self.differences if one.effect is effect)

    @property
    def counts(self) -> Counter[Effect]:
        return Counter(one.effect for one in self.differences)

    @property
    def exit_code(self) -> int:
        """1 where something is breaking, else 0."""
        return 1 if self.counts[Effect.BREAKING] else 0


def drift(
    contract: Contract,
    document: Mapping[str, Any],
    names: tuple[str, str],
    reach: Reach | None,
) -> Drift:
    """Compare a published document with the contract; `names` are for people, ours first.

    Raises DriftError for a document that has no end.
    """
    comparing = compare(contract.document, document)
    operations = {one.key: name_of(one) for one in comparing.ours.operations}
    differences = comparing.found
    if reach is not None:
        differences = [
            replace(
                one, requirements=reach.of(operations.get(one.operation), one.reach, one.effect)
            )
            for one in differences
        ]
    return Drift(
        _source(comparing.ours, names[0]),
        contract.digest,
        _source(comparing.theirs, names[1]),
        tuple(differences),
        tuple(comparing.theirs.unread),
        reach is not None,
    )


def _source(document: Document, name: str) -> Source:
    info = document.root.at("info")
    version = info.at("version").value
    return Source(
        name,
        info.text("title"),
        str(version) if isinstance(version, str | int | float) else "",
        str(document.value.get("openapi")),
    )
