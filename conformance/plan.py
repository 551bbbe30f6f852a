"""What a run is to drive, as far as scenarios that vary with the run need to know it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from conformance.contract import Contract

Variations = Iterable[tuple[str, Any]]
"""Names and values: a scenario is driven once with each."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The profile, the contract, and how many fresh cases to generate from which seed."""

    profile: str
    contract: Contract
    capabilities: frozenset[str] = frozenset()
    explore: int = 0
    seed: int = 0

    @property
    def sample(self) -> bool:
        """Whether a sample of the generated cases is enough, so that no limit is reached."""
        return self.profile not in {"full", "certification"}


Vary = Variations | Callable[[Plan], Variations]
"""A scenario's variations, or what makes them for a run."""
