"""What a run is to drive, as far as scenarios that vary with the run need to know it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from conformance.contract import CORE_OPERATIONS, FEATURES, Contract
from conformance.corpus import Group
from conformance.option import SAMPLED
from conformance.share import WHOLE, Share

CERTIFICATION = "certification"
"""The profile whose report is the same wherever and by whomever the transcript is judged."""


def turns(features: Collection[str]) -> tuple[str, ...]:
    """Of which operations fresh cases are made in turn; of new messages twice as many."""
    claimed = (names for feature, names in FEATURES.items() if feature in features)
    return (*CORE_OPERATIONS, "new-message", *itertools.chain.from_iterable(claimed))


Variations = Iterable[tuple[str, Any]]
"""Names and values: a scenario is driven once with each."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The profile, the contract, and how many fresh cases to generate from which seed.

    `fresh` gives their groups as they are generated; it can be gone through once. `share` says
    which of all the cases are driven in this run.
    """

    profile: str
    contract: Contract
    capabilities: frozenset[str] = frozenset()
    explore: int = 0
    seed: int = 0
    fresh: Iterable[Group] = ()
    share: Share = WHOLE

    @property
    def sample(self) -> bool:
        """Whether a sample of the generated cases is enough, so that no limit is reached."""
        return self.profile in SAMPLED

    def claims(self, operation: str) -> bool:
        """Whether the target has the operation: no optional one, or of a claimed feature."""
        needed = {feature for feature, names in FEATURES.items() if operation in names}
        return needed <= self.capabilities


Vary = Variations | Callable[[Plan], Variations]
"""A scenario's variations, or what makes them for a run."""
