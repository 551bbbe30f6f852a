"""How many requests a run is going to send, and how long the documented limits make that take."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from conformance.contract import Contract
from conformance.operation import RateLimit

OUTSIDE = "addresses that are not in the contract"


@dataclass(frozen=True, slots=True)
class Load:
    """The requests of one operation. `counted` are those that its limit counts.

    `most` are counted together, in one scope: no other has more; `scopes` is how many there are.
    `seconds` is the least time that the limit allows for them. About `fresh` requests come on top,
    which spread over as many chats as the limit of a chat asks for.
    """

    operation: str
    requests: int
    counted: int
    limit: RateLimit | None
    scopes: int
    most: int
    seconds: float
    fresh: int = 0

    @property
    def seconds_with_fresh(self) -> float:
        """About the least time for all of them."""
        if self.limit is None or self.limit.scope != "agent":
            return self.seconds
        return least_seconds(self.most + self.fresh, self.limit)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a run is going to send. `explore`: about so many fresh cases come on top.

    `rate` and `budget` are the operator's: requests a second, and requests in all. It is of one of
    so many `shards`, each with its part of what is allowed to an agent.
    """

    loads: tuple[Load, ...]
    explore: int = 0
    rate: float | None = None
    budget: int | None = None
    shards: int = 1

    @property
    def requests(self) -> int:
        return sum(load.requests for load in self.loads)

    @property
    def seconds(self) -> float:
        """The least time that the limits and the rate allow: operations are sent side by side."""
        by_rate = self.requests / self.rate if self.rate else 0.0
        return max([by_rate, *(load.seconds for load in self.loads)])

    @property
    def seconds_with_fresh(self) -> float:
        """The same with the fresh cases: an estimate, for they aren't made yet."""
        by_rate = (self.requests + self.explore) / self.rate if self.rate else 0.0
        return max([by_rate, *(load.seconds_with_fresh for load in self.loads)])

    @property
    def short(self) -> int:
        """How many requests the budget doesn't suffice for."""
        whole = self.requests + self.explore
        return max(0, whole - self.budget) if self.budget is not None else 0

    def without_limits(self) -> Schedule:
        """The same where no limit takes any time."""
        return replace(
            self, loads=tuple(replace(load, limit=None, seconds=0.0) for load in self.loads)
        )

    def with_fresh(self, explore: int, turns: Collection[str], contract: Contract) -> Schedule:
        """The same with so many fresh cases, made of these operations in turn."""
        each = Counter(contract.operation(name).key for name in turns)
        loads = tuple(
            replace(load, fresh=explore * each[load.operation] // each.total())
            for load in self.loads
        )
        return replace(self, loads=loads, explore=explore)

    @property
    def slowest(self) -> Load | None:
        """The operation whose limit takes all of the time, if one does."""
        found = max(self.loads, key=lambda load: load.seconds, default=None)
        return found if found is not None and found.seconds >= self.seconds > 0 else None


Scope = tuple[str, str | None]
"""An agent, and a chat where the limit is per chat."""


def least_seconds(requests: int, limit: RateLimit) -> float:
    """The least time for so many requests in one scope: the first window's are free."""
    return max(0, math.ceil(requests / limit.limit) - 1) * limit.window


def schedule(
    contract: Contract,
    requests: Mapping[str | None, int],
    counted: Mapping[str, Counter[Scope]],
    shards: int = 1,
) -> Schedule:
    """From the requests of each operation by its key, and those counted in each of its scopes.

    `shards`: of so many runs at once this is one, which share what is allowed to an agent.
    """
    loads = [
        _load(
            one.key,
            requests.get(one.key, 0),
            counted.get(one.key, Counter()),
            _shared(one.rate_limit, shards),
        )
        for one in contract.operations
    ]
    known = {load.operation for load in loads}
    outside = sum(number for key, number in requests.items() if key not in known)
    if outside:
        loads.append(_load(OUTSIDE, outside, Counter(), None))
    return Schedule(tuple(load for load in loads if load.requests), shards=shards)


def _shared(limit: RateLimit | None, shards: int) -> RateLimit | None:
    if limit is None or limit.scope != "agent":
        return limit
    return replace(limit, limit=max(1, limit.limit // shards))


def _load(operation: str, requests: int, scopes: Counter[Scope], limit: RateLimit | None) -> Load:
    most = max(scopes.values(), default=0)
    seconds = least_seconds(most, limit) if limit is not None else 0.0
    return Load(operation, requests, scopes.total(), limit, len(scopes), most, seconds)
