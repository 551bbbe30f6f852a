"""Fresh cases: others for each seed, made while the corpus is on its way."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from conformance.contract import Contract
from conformance.corpus import FRESH, Group
from conformance.generate.adopting import adopted, adopted_valid
from conformance.generate.assembly import Unique, with_ids
from conformance.generate.author import Author
from conformance.generate.drawing import Drawing
from conformance.plan import turns

if TYPE_CHECKING:
    from conformance.generate.by_schemathesis import Schemathesis

BATCH = 24
"""Groups drawn at once: few enough that the first come soon."""

FOREIGN = 8
"""Every so many batches of an operation is one by Schemathesis, which is slower."""

FOREIGN_BATCH = 6
BARREN = 40
"""After so many batches in a row with nothing new, there is nothing new to come."""


def explore(
    contract: Contract, count: int, seed: int, features: Collection[str] = ()
) -> Iterator[Group]:
    """Groups with `count` cases in all, no two alike; the same for one seed."""
    explorer = Explorer(contract, seed)
    unique = Unique()
    left, number, barren = count, 0, 0
    for batch in explorer.batches(features):
        barren += 1
        for group in unique.groups(batch):
            number += 1
            barren = 0
            kept = Group(group.valid, group.invalid[: left - 1])
            left -= 1 + len(kept.invalid)
            yield with_ids(kept, f"{FRESH}{seed}-{number}")
            if left <= 0:
                return
        if barren >= BARREN:
            return


class Explorer:
    """Draws batches of groups, each from a seed of its own that follows from the run's."""

    def __init__(self, contract: Contract, seed: int) -> None:
        self._contract = contract
        self._seed = seed

    def batches(self, features: Collection[str]) -> Iterator[Iterator[Group]]:
        """Batches without end, of all operations in turn."""
        authors = [
            author
            for name in turns(features)
            if (author := Author(self._contract.operation(name), name)).is_readable
        ]
        drawings = [(author, Drawing(author)) for author in authors]
        for turn in itertools.count():
            for place, (author, drawing) in enumerate(drawings):
                yield self._batch(author, drawing, turn, self._seed_of(place, turn))

    def _batch(self, author: Author, drawing: Drawing, turn: int, seed: int) -> Iterator[Group]:
        own = author.form is not None and author.form.read
        if author.form is None or (own and turn % FOREIGN != 1):
            return drawing.groups(BATCH, seed)
        valid = not own or turn // FOREIGN % 2 == 1
        operation = author.operation
        bodies = self._schemathesis.bodies(operation, valid=valid, count=FOREIGN_BATCH, seed=seed)
        if own:
            return adopted(author, bodies, "schemathesis")
        return drawing.beside(list(adopted_valid(author, bodies, "schemathesis")), seed)

    def _seed_of(self, place: int, turn: int) -> int:
        name = f"{self._seed} {place} {turn}".encode()
        return int.from_bytes(hashlib.sha256(name).digest()[:8])

    @cached_property
    def _schemathesis(self) -> Schemathesis:
        from conformance.generate.by_schemathesis import (  # noqa: PLC0415 - slow to import
            Schemathesis,
        )

        return Schemathesis(self._contract.document)
