"""What becomes of each entry of a baseline."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conformance.baseline.entry import Baseline, Entry, Reach
from conformance.baseline.seen import seen_in
from conformance.baseline.settling import Settled, State, settle
from conformance.outcome import Outcome
from conformance.report import Report

from .builders import (
    IDS,
    LATER,
    REACH,
    TODAY,
    baseline,
    entry,
    failing,
    narrowed,
    report,
    result,
)

KNOWN = entry("LEAD-01", "a")


def settled(one: Report, *entries: Entry, reach: Reach = REACH) -> tuple[Settled, ...]:
    return settle(Baseline(reach, entries), seen_in(one), IDS, TODAY)


def state(one: Report, *entries: Entry, reach: Reach = REACH) -> State:
    """Of the first entry."""
    return settled(one, *entries, reach=reach)[0].state


def test_a_failure_that_is_there_is_known() -> None:
    assert state(report(failing("LEAD-01", "a")), KNOWN) is State.KNOWN
    assert state(report(failing("RATE-01", "a")), entry("RATE-01", "a")) is State.KNOWN


def test_one_that_passes_is_mended() -> None:
    (one,) = settled(report(), KNOWN)
    assert (one.state, one.present) == (State.MENDED, False)
    assert one.sentence == "remove it (baseline update), for it fails no more at “a”"


def test_a_cause_that_is_gone_is_mended_though_another_known_one_is_there() -> None:
    one = report(failing("LEAD-01", "b"))
    assert state(one, KNOWN, entry("LEAD-01", "b")) is State.MENDED


def test_behind_a_new_cause_a_known_one_may_hide() -> None:
    assert state(report(failing("LEAD-01", "new")), KNOWN) is State.OPEN


def test_where_something_was_no_evidence_nothing_is_mended() -> None:
    partly = result("LEAD-01", Outcome.FAIL, ["b"], "The step is no evidence.")
    assert state(report(partly), KNOWN, entry("LEAD-01", "b")) is State.OPEN


@pytest.mark.parametrize("outcome", [Outcome.NOT_OBSERVED, Outcome.NOT_APPLICABLE, Outcome.ERROR])
def test_what_was_not_judged_is_neither_mended_nor_wrong(outcome: Outcome) -> None:
    assert state(report(result("LEAD-01", outcome)), KNOWN) is State.OPEN


def test_a_run_that_broke_off_mends_nothing() -> None:
    assert state(report(whole=False), KNOWN) is State.OPEN


@pytest.mark.parametrize(
    "reach",
    [
        narrowed(profile="smoke"),
        narrowed(only=("LEAD-01",)),
        narrowed(capabilities=("bearer",)),
        narrowed(profile="unheard-of"),
    ],
)
def test_a_run_that_looks_less_widely_mends_nothing(reach: Reach) -> None:
    assert state(report(reach=reach), KNOWN) is State.OPEN
    assert state(report(failing("LEAD-01", "a"), reach=reach), KNOWN) is State.KNOWN


@pytest.mark.parametrize(
    "reach",
    [
        narrowed(profile="full"),
        narrowed(capabilities=(*REACH.capabilities, "agent")),
        narrowed(explore=10, seed=3),
    ],
)
def test_a_run_that_looks_more_widely_mends(reach: Reach) -> None:
    assert state(report(reach=reach), KNOWN) is State.MENDED


def test_of_what_a_run_was_narrowed_away_from_it_says_nothing() -> None:
    one = report(reach=narrowed(only=("LEAD-02",)))
    assert state(one, entry("LEAD-01", "a", TODAY - timedelta(days=9))) is State.OPEN


def test_an_unknown_requirement_is_unmatched_in_any_run() -> None:
    unknown = entry("LEAD-99", "a")
    for reach in (REACH, narrowed(only=("LEAD-02",))):
        (one,) = settled(report(reach=reach), unknown)
        assert one.state is State.UNMATCHED
        assert one.sentence.startswith("correct its id, or remove it")


def test_a_requirement_of_a_team_s_own_is_known_by_its_report() -> None:
    own = report(failing("LEAD-01", "a"))
    (one,) = settle(baseline(KNOWN), seen_in(own), (), TODAY)
    assert one.state is State.KNOWN


@pytest.mark.parametrize(("days", "expected"), [(0, State.KNOWN), (1, State.EXPIRED)])
def test_an_entry_counts_on_its_last_day_and_no_longer(days: int, expected: State) -> None:
    last = entry("LEAD-01", "a", TODAY - timedelta(days=days))
    (one,) = settled(report(failing("LEAD-01", "a")), last)
    assert (one.state, one.present) == (expected, True)
    if expected is State.EXPIRED:
        assert one.sentence.startswith("mend it, or write another day into it")
        assert "2026-06-14 (owner Ada)" in one.sentence


def test_an_expired_entry_that_could_not_be_judged_has_expired_all_the_same() -> None:
    old = entry("LEAD-01", "a", TODAY - timedelta(days=1))
    assert state(report(result("LEAD-01", Outcome.NOT_APPLICABLE)), old) is State.EXPIRED


def test_a_mended_entry_is_to_be_removed_whether_expired_or_not() -> None:
    assert state(report(), entry("LEAD-01", "a", TODAY - timedelta(days=1))) is State.MENDED


def test_fresh_cases_are_mended_only_by_as_many_of_the_same_seed() -> None:
    fresh = narrowed(explore=10, seed=3)
    for explore, seed, expected in (
        (10, 3, State.MENDED),
        (20, 3, State.MENDED),
        (9, 3, State.OPEN),
        (10, 4, State.OPEN),
        (0, 3, State.OPEN),
    ):
        one = report(reach=narrowed(explore=explore, seed=seed))
        assert state(one, KNOWN, reach=fresh) is expected


@pytest.mark.parametrize(
    ("only", "expected"),
    [((), True), (("lead-01", "LEAD-02"), True), (("LEAD-01",), True), (("LEAD-02",), False)],
)
def test_a_narrowed_baseline_is_covered_by_what_includes_it(
    only: tuple[str, ...], expected: bool
) -> None:
    assert narrowed(only=only).covers(narrowed(only=("LEAD-01",))) is expected


def test_hostile_texts_of_a_file_are_inert() -> None:
    hostile = Entry("LEAD-01", "\x1b[31m\n::error::", "\x07", "r", LATER)
    for one in (report(), report(failing("LEAD-01", hostile.cause))):
        (found,) = settled(one, hostile)
        assert found.sentence.isprintable()
