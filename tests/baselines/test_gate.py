"""The gate: which runs it lets through, and that nothing makes it milder than it should be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.baseline.entry import Baseline, Entry
from conformance.baseline.gate import Gate, gate
from conformance.baseline.settling import State
from conformance.outcome import Outcome
from conformance.report import Report, RequirementResult
from conformance.verdict import exit_code

from .builders import IDS, LATER, TODAY, baseline, entry, failing, narrowed, report, result

PLACE = Path("baseline.json")
PASSED = TODAY - timedelta(days=1)


def at(one: Report, known: Baseline | None, strict: bool = False) -> Gate:
    return gate(one, strict, TODAY, IDS, baseline=known, place=None if known is None else PLACE)


def test_known_failures_are_let_through_and_the_verdict_stays() -> None:
    one = report(failing("LEAD-01", "a"), failing("LEAD-02", "b", "c"))
    known = baseline(
        entry("LEAD-01", "a"), entry("LEAD-02", "b", date(2026, 7, 1)), entry("LEAD-02", "c")
    )
    found = at(one, known)
    assert (found.code, found.new) == (0, ())
    assert found.known == {"LEAD-01", "LEAD-02"}
    assert found.sentence == (
        "the gate passes: 2 known failures (baseline.json), the earliest expires 2026-07-01"
    )


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (baseline(), "1 new failure"),
        (baseline(entry("LEAD-02", "a")), "1 new failure, 1 mended entry"),
        (baseline(entry("LEAD-01", "b")), "1 new failure"),
        (baseline(entry("LEAD-01", "a"), entry("LEAD-77", "a")), "1 unmatched entry"),
        (baseline(entry("LEAD-01", "a", PASSED)), "1 expired entry"),
        (baseline(entry("LEAD-01", "a"), *(entry("RATE-01", c) for c in "bc")), "2 mended entries"),
    ],
)
def test_what_is_new_or_stale_is_not_let_through(known: Baseline, said: str) -> None:
    found = at(report(failing("LEAD-01", "a")), known)
    assert found.code == 1
    assert found.sentence == f"the gate fails: {said} (baseline.json)"


def test_every_cause_has_to_be_known() -> None:
    found = at(report(failing("LEAD-01", "a", "b")), baseline(entry("LEAD-01", "a")))
    assert (found.code, found.new) == (1, ("LEAD-01",))
    assert not found.known


def test_a_failure_without_a_cause_is_never_known() -> None:
    assert at(report(failing("LEAD-01")), baseline(entry("LEAD-01", "a"))).code == 1


def test_deviations_count_where_they_are_asked_for_and_can_be_known() -> None:
    one = report(failing("RATE-01", "a"))
    assert at(one, baseline()).code == 0
    assert at(one, baseline(), strict=True).code == 1
    for strict in (False, True):
        found = at(one, baseline(entry("RATE-01", "a")), strict=strict)
        assert found.code == 0
        assert found.known == {"RATE-01"}


def test_a_run_that_is_incomplete_but_for_known_failures_stays_so() -> None:
    known = baseline(entry("LEAD-01", "a"))
    one = report(failing("LEAD-01", "a"), result("LEAD-02", Outcome.NOT_OBSERVED))
    found = at(one, known)
    assert found.code == 3
    assert found.sentence == "the gate fails: not all could be judged (baseline.json)"
    erred = report(failing("LEAD-01", "a"), result("LEAD-02", Outcome.ERROR))
    assert at(erred, known).code == 4
    assert at(replace(report(failing("LEAD-01", "a")), damage="cut"), known).code == 3
    assert at(replace(report(failing("LEAD-01", "a")), faults=("broke",)), known).code == 4


def test_a_narrowed_run_passes_and_says_how_much_it_left_open() -> None:
    one = report(reach=narrowed(only=("LEAD-02",)))
    found = at(one, baseline(entry("LEAD-01", "a")))
    assert found.code == 0
    assert found.sentence == (
        "the gate passes: 0 known failures (baseline.json); 1 not judged in this run"
    )


def test_without_a_baseline_there_is_nothing_to_say() -> None:
    assert at(report(), None) == Gate(0)
    assert at(report(), None).sentence is None


# Over generated reports and baselines ------------------------------------------------------------

CAUSES = "abc"
ids = st.sampled_from(IDS)


@st.composite
def results(draw: st.DrawFn, id_: str) -> RequirementResult:
    unmet = st.sets(st.sampled_from(CAUSES), min_size=1).map(lambda causes: failing(id_, *causes))
    others = st.sampled_from([Outcome.PASS, Outcome.NOT_OBSERVED, Outcome.NOT_APPLICABLE])
    return draw(unmet | others.map(lambda outcome: result(id_, outcome)))


entries = st.builds(
    entry,
    ids | st.just("LEAD-99"),
    st.sampled_from(CAUSES),
    st.sampled_from([LATER, TODAY, PASSED]),
)
reports = st.tuples(*map(results, IDS)).map(lambda found: report(*found))
baselines = st.lists(entries, max_size=6, unique_by=lambda one: one.key).map(
    lambda found: baseline(*found)
)


@given(reports, baselines, st.booleans(), ids)
def test_a_failure_that_is_new_is_never_let_through(
    one: Report, known: Baseline, strict: bool, id_: str
) -> None:
    """An added failure that isn't new can open the gate: its entry was stale without it."""
    causes = {cause for found in one.requirements if found.id == id_ for cause in _causes(found)}
    worse = failing(id_, *causes, "new")
    others = [found for found in one.requirements if found.id != id_]
    after = at(report(*others, worse), known, strict)
    assert after.code != 0 or (worse.outcome is Outcome.DEVIATION and not strict)
    assert id_ not in after.known


@given(reports, baselines, st.booleans(), st.data())
def test_an_entry_less_never_lets_a_new_failure_through(
    one: Report, known: Baseline, strict: bool, data: st.DataObject
) -> None:
    before = at(one, known, strict)
    if not known.entries:
        return
    gone: Entry = data.draw(st.sampled_from(known.entries))
    less = baseline(*(found for found in known.entries if found != gone))
    after = at(one, less, strict)
    assert set(before.new) <= set(after.new)
    assert not before.new or after.code != 0


@given(reports, baselines, st.booleans())
def test_what_is_let_through_is_known_in_time_and_nothing_is_stale(
    one: Report, known: Baseline, strict: bool
) -> None:
    found = at(one, known, strict)
    if found.code != 0:
        return
    assert not found.stale
    counting = {Outcome.FAIL, Outcome.DEVIATION} if strict else {Outcome.FAIL}
    in_time = {each.key for each in known.entries if each.expires >= TODAY}
    for each in one.requirements:
        if each.outcome in counting:
            assert {(each.id, cause) for cause in _causes(each)} <= in_time


@given(reports, st.booleans())
def test_an_empty_baseline_changes_nothing(one: Report, strict: bool) -> None:
    erred = bool(one.counts[Outcome.ERROR])
    expected = exit_code(one.verdict, erred=erred, strict=strict)
    assert at(one, baseline(), strict).code == at(one, None, strict).code == expected


@given(reports, baselines)
def test_every_entry_has_one_state(one: Report, known: Baseline) -> None:
    found = at(one, known)
    assert [each.entry for each in found.settled] == list(known.entries)
    stated = [each for id_ in {e.requirement for e in known.entries} for each in found.of(id_)]
    assert len(stated) == len(known.entries)
    assert sum(len(found.of(id_, state)) for id_ in (*IDS, "LEAD-99") for state in State) == len(
        stated
    )


def _causes(one: RequirementResult) -> set[str]:
    return {finding.cause for finding in one.findings}
