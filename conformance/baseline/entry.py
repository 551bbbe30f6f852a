"""A baseline: the failures that somebody has answered for, and how widely was looked for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

WIDTH = MappingProxyType({"smoke": 0, "core": 1, "full": 2, "certification": 2})
"""How much each profile looks at."""


class BaselineError(Exception):
    """A baseline that can't be used: says which, where it is wrong, and what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One cause for which a requirement is known to fail. It counts until `expires` has passed."""

    requirement: str
    cause: str
    owner: str
    reason: str
    expires: date

    @property
    def key(self) -> tuple[str, str]:
        return self.requirement, self.cause


@dataclass(frozen=True, slots=True)
class Reach:
    """How widely a run looks: what it doesn't send, it can't find mended."""

    profile: str
    only: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    explore: int = 0
    seed: int = 0

    def covers(self, other: Reach) -> bool:
        """Whether this one looks at all that the other looks at."""
        names, others = ({name.lower() for name in one.only} for one in (self, other))
        return (
            WIDTH.get(self.profile, -1) >= WIDTH.get(other.profile, -1)
            and (not names or (bool(others) and others <= names))
            and set(other.capabilities) <= set(self.capabilities)
            and (not other.explore or (self.explore >= other.explore and self.seed == other.seed))
        )

    def joined(self, other: Reach) -> Reach:
        """The least that covers both. Raises BaselineError where fresh cases have two seeds."""
        if self.explore and other.explore and self.seed != other.seed:
            raise BaselineError(
                f"The baseline knows fresh cases of the seed {self.seed}, and the report those of "
                f"{other.seed}: no run has both. Run with --seed {self.seed}, or without --explore."
            )
        wider = max((self, other), key=lambda one: WIDTH.get(one.profile, -1))
        fresh = max((self, other), key=lambda one: one.explore)
        narrowed = bool(self.only and other.only)
        return replace(
            fresh,
            profile=wider.profile,
            only=tuple(sorted({*self.only, *other.only})) if narrowed else (),
            capabilities=tuple(sorted({*self.capabilities, *other.capabilities})),
        )


@dataclass(frozen=True, slots=True)
class Baseline:
    """Known failures, no two with one key, and the reach of the runs that found them."""

    reach: Reach
    entries: tuple[Entry, ...] = ()
