"""How fast answers came, and what was left of limits."""

from __future__ import annotations

import pytest

from conformance.pace import POINTS, Clocking, Moment, Pace

from .builders import POST, heard

LEFT = "X-RateLimit-Remaining"


def clocked(*found: object) -> Pace:
    clocking = Clocking()
    for evidence in found:
        clocking.hear(evidence)  # type: ignore[arg-type]
    return clocking.pace()


@pytest.mark.parametrize(
    ("milliseconds", "median", "p95", "longest"),
    [
        ([7], 7, 7, 7),
        ([1, 3], 2, 3, 3),
        ([1, 2, 9], 2, 9, 9),
        (list(range(1, 101)), 50.5, 95, 100),
    ],
)
def test_a_percentile_is_a_time_that_was_measured(
    milliseconds: list[int], median: float, p95: float, longest: float
) -> None:
    shuffled = sorted(milliseconds, key=lambda one: one % 7)
    [found] = clocked(*(heard(ended=one / 1000) for one in shuffled)).latencies
    assert (found.operation, found.answers) == (POST, len(milliseconds))
    assert (found.median, found.p95, found.longest) == (median, p95, longest)


def test_only_answers_to_the_contracts_operations_are_timed() -> None:
    found = clocked(heard(status=None, ended=9), heard(operation=None, ended=9))
    assert found == Pace()


def test_of_each_moment_the_least_that_was_left_and_all_refusals_are_kept() -> None:
    limit = ("X-RateLimit-Limit", "30")
    found = clocked(
        heard(headers=((LEFT, "9"), limit), ended=0.0),
        heard(headers=((LEFT, "7"), limit), ended=0.001),
        heard(headers=((LEFT, "8"), limit), ended=0.002),
        heard(status=429, ended=0.003),
        heard(status=429, headers=((LEFT, "0"), limit), ended=60.0),
    )
    assert found.limits[POST] == (Moment(0.0, 7, 30, 1), Moment(59.5, 0, 30, 1))


def test_a_long_run_has_no_more_moments_than_a_picture_shows() -> None:
    many = [heard(headers=((LEFT, str(one)),), ended=one / 10) for one in range(5000)]
    [moments] = clocked(*many).limits.values()
    assert len(moments) == POINTS
    assert [one.remaining for one in moments] == sorted(one.remaining or 0 for one in moments)


def test_what_is_no_number_says_nothing_of_a_limit() -> None:
    assert clocked(heard(headers=((LEFT, "many"),))).limits == {}
