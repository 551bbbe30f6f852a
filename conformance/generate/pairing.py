"""Gives each valid case the flaws that make invalid ones of it."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence

from conformance.corpus import Case, Group
from conformance.generate.flaws import Flaw

SHARES = {
    "syntax: cut": 3,
    "syntax: comma": 2,
    "syntax: control": 2,
    "syntax: number": 2,
    "syntax: literal": 2,
    "no UTF-8": 2,
    "no object": 5,
    "impossible id": 10,
    "plain id": 4,
    "same form": 3,
    "media type": 4,
    "customer_email: no address": 8,
    "customer_email: strict address": 6,
    "sender: other option": 8,
    "sender: other spelling": 5,
}
"""How many times as often as others some flaws come, because there are many of them."""

PATIENCE = 8
"""To so many valid cases a flaw may not apply before it is given up."""

MOST = 3
"""Invalid cases of one group."""

IsNew = Callable[[Case], bool]


class Flaws:
    """Flaws by name, each handed out once, all names in turn."""

    def __init__(self, by_name: Mapping[str, Iterator[Flaw]], source: random.Random) -> None:
        self._by_name = dict(by_name)
        self._next: dict[str, Flaw] = {}
        self._failed: dict[str, int] = {}
        turns = [name for name in by_name for _ in range(SHARES.get(name, 1))]
        source.shuffle(turns)
        self._turns = itertools.cycle(turns)
        self._round = len(turns)

    def first(self, names: Sequence[str], bases: list[Case], is_new: IsNew) -> Group:
        """A group with just these flaws, of the first valid case that has a place for them all."""
        for base in bases:
            flaws = [self._peek(name) for name in names]
            invalid = [flaw(base) for flaw in flaws if flaw is not None]
            if None not in invalid and len(invalid) == len(names):
                bases.remove(base)
                for name in names:
                    del self._next[name]
                return Group(base, tuple(case for case in invalid if case and is_new(case)))
        raise ValueError(f"no valid case has a place for {', '.join(names)}")

    def paired(self, bases: Sequence[Case], wanted: int, is_new: IsNew) -> list[Group]:
        """All valid cases, with `wanted` invalid ones among them, at most `MOST` to one."""
        given: list[list[Case]] = [[] for _ in bases]
        places = itertools.chain.from_iterable(itertools.repeat(range(len(bases)), MOST))
        for place in places:
            if sum(map(len, given)) >= wanted:
                break
            case = self._one(bases[place], is_new)
            if case is not None:
                given[place].append(case)
        return [Group(base, tuple(cases)) for base, cases in zip(bases, given, strict=True)]

    def _one(self, base: Case, is_new: IsNew) -> Case | None:
        for name in itertools.islice(self._turns, self._round):
            flaw = self._peek(name)
            if flaw is None:
                continue
            case = flaw(base)
            if case is not None and is_new(case):
                del self._next[name]
                return case
            self._failed[name] = self._failed.get(name, 0) + 1
            if self._failed[name] >= PATIENCE:
                del self._next[name]
        return None

    def _peek(self, name: str) -> Flaw | None:
        """The next flaw of this name, which stays until it is used."""
        if name not in self._next:
            flaw = next(self._by_name[name], None)
            if flaw is None:
                return None
            self._next[name] = flaw
            self._failed[name] = 0
        return self._next[name]
