"""A failing series of calls, made as short as it gets."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from conformance.minimise.budget import Budget, Clock, Question, Trials
from conformance.minimise.draws import Build, Draws
from conformance.minimise.rounds import reduce

Call = TypeVar("Call")
Positions = tuple[int, ...]


def minimise_calls(
    calls: Sequence[Call],
    fails: Callable[[tuple[Call, ...]], bool],
    cost: Callable[[Call], int],
    budget: Budget,
    *,
    clock: Clock = time.monotonic,
    lawful: Callable[[tuple[Call, ...]], bool] = bool,
) -> tuple[Call, ...]:
    """The shortest series found that still fails, its calls in their order.

    `fails` makes the calls and says whether they fail as all of them did; it may raise Exhausted.
    `cost` is the number of requests that one call takes. `lawful` says which series can be made.
    """

    def chosen(positions: Positions) -> tuple[Call, ...]:
        return tuple(calls[position] for position in positions)

    question: Question[Positions] = Question(
        fails=lambda positions: fails(chosen(positions)),
        lawful=lambda positions: lawful(chosen(positions)),
        cost=lambda positions: sum(map(cost, chosen(positions))),
        identity=lambda positions: positions,
        size=lambda positions: (len(positions), positions),
    )
    trials = Trials(tuple(range(len(calls))), question, budget, clock)
    reduce(trials, _fewer)
    return chosen(trials.best)


def _fewer(positions: Positions) -> Build[Positions]:
    def build(draws: Draws) -> Positions:
        kept = []
        for position in positions:
            with draws.part() as stays:
                if stays:
                    kept.append(position)
        return tuple(kept)

    return build
