"""Which requirements a certificate is about: a fixed set, and a digest of what they ask."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from conformance import catalogue
from conformance.resources import REQUIREMENT_SET


@dataclass(frozen=True, slots=True)
class RequirementSet:
    """A named set. `digest` is that of ids, levels, statements and sources when it was fixed."""

    name: str
    digest: str
    ids: frozenset[str]

    @property
    def is_as_fixed(self) -> bool:
        """Whether the catalogue still asks the same by these ids."""
        return catalogue.digest(self.ids) == self.digest


@cache
def requirement_set() -> RequirementSet:
    """The set of this version. What isn't in it is provisional: run and shown, and not scored."""
    value = json.loads(REQUIREMENT_SET.read_text(encoding="ascii"))
    return RequirementSet(value["name"], value["digest"], frozenset(value["requirements"]))
