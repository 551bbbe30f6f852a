"""Updates: a baseline shrinks by itself, and grows only where somebody answers for it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given

from conformance.baseline.entry import Baseline, BaselineError, Reach
from conformance.baseline.seen import seen_in
from conformance.baseline.settling import State
from conformance.baseline.updating import Grounds, Updated, update
from conformance.outcome import Outcome
from conformance.report import Report

from .builders import IDS, REACH, TODAY, baseline, entry, failing, narrowed, report, result
from .test_gate import at, baselines, reports

GROUNDS = Grounds("Bob", "Ticket 2", date(2027, 1, 31))


def updated(
    before: Baseline | None, one: Report, grounds: Grounds | None = None, deviations: bool = False
) -> Updated:
    return update(before, seen_in(one), IDS, TODAY, grounds=grounds, deviations=deviations)


def test_the_first_one_has_every_failure() -> None:
    one = report(failing("LEAD-02", "b", "a"), failing("RATE-01", "c"))
    made = updated(None, one, GROUNDS)
    assert made.baseline.reach == REACH
    assert [found.key for found in made.baseline.entries] == [("LEAD-02", "a"), ("LEAD-02", "b")]
    assert {found.owner for found in made.baseline.entries} == {"Bob"}
    with_deviations = updated(None, one, GROUNDS, deviations=True)
    assert [found.key for found in with_deviations.added][-1] == ("RATE-01", "c")


def test_without_grounds_it_only_shrinks() -> None:
    before = baseline(entry("LEAD-01", "a"), entry("LEAD-02", "b"), entry("LEAD-99", "x"))
    made = updated(before, report(failing("LEAD-01", "a"), failing("RATE-01", "c")))
    assert made.baseline.entries == (before.entries[0],)
    assert [found.state for found in made.removed] == [State.MENDED, State.UNMATCHED]
    assert (made.added, made.new) == ((), ())


def test_what_is_there_keeps_its_owner_its_reason_and_its_day() -> None:
    before = baseline(entry("LEAD-01", "a", TODAY - timedelta(days=3)))
    made = updated(before, report(failing("LEAD-01", "a", "b")), GROUNDS)
    assert made.baseline.entries[0] == before.entries[0]
    assert [found.key for found in made.added] == [("LEAD-01", "b")]
    assert updated(before, report(failing("LEAD-01", "a", "b"))).new == (("LEAD-01", "b"),)


def test_what_could_not_be_judged_stays() -> None:
    before = baseline(entry("LEAD-01", "a"), entry("LEAD-02", "b"))
    one = report(result("LEAD-01", Outcome.NOT_APPLICABLE))
    made = updated(before, one)
    assert [found.key for found in made.baseline.entries] == [("LEAD-01", "a")]
    assert updated(before, report(whole=False)).baseline == before


@pytest.mark.parametrize(
    ("reach", "joined"),
    [
        (narrowed(profile="smoke"), REACH),
        (narrowed(profile="full"), narrowed(profile="full")),
        (narrowed(only=("LEAD-01",)), REACH),
        (narrowed(capabilities=("agent",)), narrowed(capabilities=("agent", *REACH.capabilities))),
        (narrowed(explore=5, seed=2), narrowed(explore=5, seed=2)),
    ],
)
def test_what_is_added_widens_what_a_run_has_to_look_at(reach: Reach, joined: Reach) -> None:
    before = baseline(entry("LEAD-02", "b"))
    one = report(failing("LEAD-01", "a"), failing("LEAD-02", "b"), reach=reach)
    made = updated(before, one, GROUNDS)
    assert made.baseline.reach == joined
    assert made.baseline.reach.covers(reach)
    assert made.baseline.reach.covers(REACH)
    assert updated(before, one).baseline.reach == REACH


def test_two_narrowed_runs_are_joined_by_their_names() -> None:
    one, other = narrowed(only=("LEAD-01",)), narrowed(only=("auth",))
    assert one.joined(other).only == ("LEAD-01", "auth")


def test_fresh_cases_of_two_seeds_are_refused() -> None:
    before = baseline(reach=narrowed(explore=5, seed=2))
    one = report(failing("LEAD-01", "a"), reach=narrowed(explore=5, seed=3))
    with pytest.raises(BaselineError, match="Run with --seed 2"):
        updated(before, one, GROUNDS)


def test_a_report_without_causes_is_refused() -> None:
    with pytest.raises(BaselineError, match="run the suite again"):
        updated(None, report(failing("LEAD-01", "")), GROUNDS)


@given(reports, baselines)
def test_after_an_update_nothing_is_mended_or_unmatched(one: Report, before: Baseline) -> None:
    made = updated(before, one)
    assert set(made.baseline.entries) <= set(before.entries)
    states = {found.state for found in at(one, made.baseline).settled}
    assert not states & {State.MENDED, State.UNMATCHED}


@given(reports, baselines)
def test_after_adding_no_failure_is_new(one: Report, before: Baseline) -> None:
    made = updated(before, one, GROUNDS, deviations=True)
    assert at(one, made.baseline, strict=True).new == ()
