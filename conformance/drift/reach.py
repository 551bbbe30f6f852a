"""Which requirements a difference concerns: those that would notice a server that does so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from conformance.drift.differing import Effect
from conformance.resources import FIXTURES

REACH = FIXTURES / "reach.json"

TAKEN, WITHOUT, DEFAULT = "taken", "without", "default"
"""End the names of places in requests: a server takes more there, refuses requests without the
member, or makes something else of those.
"""


@dataclass(frozen=True)
class Reach:
    """The ids of requirements, by the name of an operation and of a place in it.

    It is derived by spoiling those places in a transcript of the reference server: `derive.py`.
    `catalogue_digest` tells of which requirements it is.
    """

    catalogue_digest: str
    places: Mapping[str, Mapping[str, tuple[str, ...]]]

    def of(self, operation: str | None, place: str, effect: Effect) -> tuple[str, ...]:
        """The requirements that a difference at a place concerns.

        Where a place wasn't spoilt by itself, what it is in counts. A server that only promises
        more, or whose difference no client notices, concerns none.
        """
        known = self.places.get(operation or "", {}) if place else {}
        if effect is Effect.WIDENING:
            return known.get(f"{place}/{TAKEN}", ())
        if effect is Effect.COSMETIC:
            return ()
        while place not in known and "/" in place:
            place = place.rpartition("/")[0]
        return known.get(place, known.get("operation", ()))


@cache
def kept() -> Reach | None:
    """The reach in `fixtures/`; None where it isn't of the requirements as they are."""
    from conformance.catalogue import digest  # noqa: PLC0415 - loads every flow

    found = reach_from(json.loads(REACH.read_text(encoding="ascii")))
    return found if found.catalogue_digest == digest() else None


def reach_from(value: Mapping[str, Any]) -> Reach:
    """The inverse of `render`."""
    return Reach(
        value["catalogue_digest"],
        {
            operation: {place: tuple(ids) for place, ids in places.items()}
            for operation, places in value["places"].items()
        },
    )


def render(reach: Reach) -> str:
    """The reach as a JSON document in ASCII with a line for each place."""
    operations = []
    for operation, places in reach.places.items():
        lines = [f"{json.dumps(place)}: {json.dumps(ids)}" for place, ids in places.items()]
        operations.append(f"{json.dumps(operation)}: {{\n" + ",\n".join(lines) + "\n}")
    digest, every = json.dumps(reach.catalogue_digest), ",\n".join(operations)
    return f'{{\n"catalogue_digest": {digest},\n"places": {{\n{every}\n}}\n}}\n'
