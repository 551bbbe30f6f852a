"""What is known of mutants that no test notices: why each makes no difference."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .mutant import Mutant, Tried

EXPLAINED = Path(__file__).with_name("explained.toml")


@dataclass(frozen=True, slots=True)
class Result:
    """Survivors by what is known of them; all of the explanations that are `stale` have to go."""

    explained: tuple[Mutant, ...]
    unexplained: tuple[Mutant, ...]
    stale: tuple[Mutant, ...]

    @property
    def good(self) -> bool:
        return not self.unexplained and not self.stale


def explanations(file: Path = EXPLAINED) -> dict[Mutant, str]:
    """The reason for each mutant that a file explains. Raises ValueError for one without it."""
    reasons: dict[Mutant, str] = {}
    for one in tomllib.loads(file.read_text(encoding="utf-8")).get("survivor", ()):
        mutant = Mutant(one["file"], one["where"], one["change"].strip())
        if not one["reason"].strip() or mutant in reasons:
            raise ValueError(f"This one is explained twice, or not at all:\n{mutant}")
        reasons[mutant] = one["reason"]
    return reasons


def compared(
    tried: Iterable[Tried], reasons: Mapping[Mutant, str], modules: Iterable[str]
) -> Result:
    """Hold the mutants of these modules against what is explained."""
    survivors = [one.mutant for one in tried if not one.noticed]
    known = [mutant for mutant in reasons if mutant.file in set(modules)]
    return Result(
        tuple(mutant for mutant in survivors if mutant in reasons),
        tuple(mutant for mutant in survivors if mutant not in reasons),
        tuple(mutant for mutant in known if mutant not in survivors),
    )
