"""Series of calls come down to those that are needed."""

from __future__ import annotations

import random

import pytest

from conformance.minimise import Budget, minimise_calls

BUDGET = Budget(requests=1000, seconds=600)
CALLS = [f"{random.Random(7).choice('abc')}{number}" for number in range(30)]


class Sent(list[tuple[str, ...]]):
    """Says of each series whether it has all of the needed calls."""

    def __init__(self, needed: set[str]) -> None:
        super().__init__()
        self.needed = needed

    def fails(self, calls: tuple[str, ...]) -> bool:
        self.append(calls)
        return self.needed <= set(calls)


def one_each(call: str) -> int:
    return 1


@pytest.mark.parametrize("positions", [[0], [29], [13, 14], [3, 11, 28], [0, 1, 2, 3, 29]])
def test_only_the_needed_calls_are_left_in_their_order(positions: list[int]) -> None:
    needed = [CALLS[position] for position in positions]
    sent = Sent(set(needed))
    assert minimise_calls(CALLS, sent.fails, one_each, BUDGET) == tuple(needed)
    assert len(set(sent)) == len(sent) < 60
    assert () not in sent
    for calls in sent:
        assert sorted(calls, key=CALLS.index) == list(calls)


def test_calls_that_are_alike_are_calls_of_their_own() -> None:
    def third_message(calls: tuple[str, ...]) -> bool:
        return calls.count("message") >= 3 and calls[0] == "open"

    calls = ["open", *["message"] * 9, "handoff", "message"]
    shortest = minimise_calls(calls, third_message, one_each, BUDGET)
    assert shortest == ("open", "message", "message", "message")


def test_calls_cost_what_they_cost() -> None:
    spent = 0

    def cost(call: str) -> int:
        return 3 if call.startswith("a") else 1

    def fails(calls: tuple[str, ...]) -> bool:
        nonlocal spent
        spent += sum(map(cost, calls))
        return CALLS[5] in calls

    shortest = minimise_calls(CALLS, fails, cost, Budget(requests=120, seconds=600))
    assert 0 < spent <= 120
    assert CALLS[5] in shortest
    assert len(shortest) < len(CALLS)


def test_when_the_time_is_over_nothing_is_sent() -> None:
    sent = Sent({CALLS[5]})
    ended = Budget(requests=100, seconds=0)
    assert minimise_calls(CALLS, sent.fails, one_each, ended, clock=lambda: 5.0) == tuple(CALLS)
    assert sent == []


def test_no_calls_are_no_calls() -> None:
    assert minimise_calls([], Sent(set()).fails, one_each, BUDGET) == ()
