"""What minimising may cost, and the account of what it has cost."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Candidate = TypeVar("Candidate")
Clock = Callable[[], float]


class Exhausted(Exception):  # noqa: N818 - an end, not an error
    """There is nothing left to spend, or the run was stopped: what was found so far is it."""


@dataclass(frozen=True, slots=True)
class Budget:
    """At most so many requests, and no request after so many seconds."""

    requests: int = 80
    seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class Question(Generic[Candidate]):
    """What is asked of each candidate.

    `fails` sends it and says whether it fails as the original does. `lawful` says, without a
    request, whether it is a candidate at all. `cost` is the number of requests that it takes.
    `identity` is the same for candidates that send the same. `size` is lower for smaller ones.
    """

    fails: Callable[[Candidate], bool]
    lawful: Callable[[Candidate], bool]
    cost: Callable[[Candidate], int]
    identity: Callable[[Candidate], Hashable]
    size: Callable[[Candidate], Any]


class Trials(Generic[Candidate]):
    """The candidates tried so far; `best` is the smallest that failed, at first the original."""

    def __init__(
        self, original: Candidate, question: Question[Candidate], budget: Budget, clock: Clock
    ) -> None:
        self.best = original
        self._question = question
        self._answers = {question.identity(original): True}
        self._left = budget.requests
        self._clock = clock
        self._end = clock() + budget.seconds

    def fails(self, candidate: Candidate) -> bool:
        """Whether a candidate fails as the original does; nothing is sent twice.

        Raises Exhausted when the time is over or asking would take too many requests.
        """
        if self._clock() >= self._end:
            raise Exhausted
        identity = self._question.identity(candidate)
        if identity not in self._answers:
            self._answers[identity] = self._question.lawful(candidate) and self._send(candidate)
        return self._answers[identity]

    def _send(self, candidate: Candidate) -> bool:
        cost = self._question.cost(candidate)
        if cost > self._left:
            raise Exhausted
        self._left -= cost
        failed = self._question.fails(candidate)
        if failed and self._question.size(candidate) < self._question.size(self.best):
            self.best = candidate
        return failed
