"""Which group a requirement is in, and when a comparison is fair."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from conformance.compare.comparison import Group, compare
from conformance.outcome import Level, Outcome
from conformance.reports.json_report import schema

from .builders import report, reports, requirement

QUICK = settings(max_examples=60, deadline=None, derandomize=True)
GROUPS = {
    ("pass", "fail"): Group.BROKEN,
    ("pass", "not-observed"): Group.BROKEN,
    ("pass", "error"): Group.BROKEN,
    ("pass", "not-applicable"): Group.CHANGED,
    ("pass", "pass"): Group.UNCHANGED,
    ("fail", "pass"): Group.MENDED,
    ("not-observed", "pass"): Group.MENDED,
    ("error", "pass"): Group.MENDED,
    ("not-applicable", "pass"): Group.CHANGED,
    ("fail", "fail"): Group.FAILING,
    ("fail", "not-observed"): Group.CHANGED,
    ("not-observed", "fail"): Group.CHANGED,
    ("not-observed", "not-observed"): Group.UNCHANGED,
    ("not-applicable", "fail"): Group.CHANGED,
}


def ids(*given: Any) -> set[str]:
    return {one.id for one in given}


@pytest.mark.parametrize(("a", "b", "group"), [(*pair, group) for pair, group in GROUPS.items()])
def test_the_group_of_two_outcomes(a: str, b: str, group: Group) -> None:
    found = compare(
        report(requirement("LEAD-01", Outcome(a))), report(requirement("LEAD-01", Outcome(b)))
    )
    assert [one.group for one in found.requirements] == [group]
    assert found.exit_code == (1 if group is Group.BROKEN else 0)


def test_a_recommendation_that_is_not_followed_any_more_is_broken_too() -> None:
    held = requirement("LEAD-01", Outcome.PASS, Level.SHOULD)
    unmet = requirement("LEAD-01", Outcome.DEVIATION, Level.SHOULD)
    assert compare(report(held), report(unmet)).exit_code == 1


def test_what_became_mandatory_and_was_never_met_is_still_failing() -> None:
    before = requirement("LEAD-01", Outcome.DEVIATION, Level.SHOULD)
    found = compare(report(before), report(requirement("LEAD-01", Outcome.FAIL)))
    assert [one.group for one in found.requirements] == [Group.FAILING]


def test_a_new_requirement_that_fails_is_listed_first_and_breaks_nothing() -> None:
    known, good = requirement("LEAD-01"), requirement("LEAD-02")
    found = compare(report(known), report(known, good, requirement("LEAD-03", Outcome.FAIL)))
    assert [one.id for one in found.of(Group.NEW)] == ["LEAD-03", "LEAD-02"]
    assert found.exit_code == 0


@QUICK
@given(reports())
def test_a_report_differs_in_nothing_from_itself(one: dict[str, Any]) -> None:
    Draft202012Validator(schema()).validate(one)
    found = compare(one, one)
    assert found.exit_code == 0
    for compared in found.requirements:
        expected = {
            Group.FAILING if compared.latest.outcome in {Outcome.FAIL, Outcome.DEVIATION}
            else Group.UNCHANGED
        }  # fmt: skip
        assert {compared.group} == expected
    calm = {**one, "stopped": None, "damage": None, "faults": []}
    assert compare(calm, calm).unfair == ()


@QUICK
@given(reports(), reports())
def test_every_requirement_of_either_is_in_exactly_one_group(
    a: dict[str, Any], b: dict[str, Any]
) -> None:
    found = compare(a, b)
    grouped = [one.id for group in Group for one in found.of(group)]
    assert len(grouped) == len(set(grouped)) == found.counts.total()
    assert set(grouped) == {one["id"] for one in (*a["requirements"], *b["requirements"])}


@QUICK
@given(reports(), reports())
def test_swapped_what_broke_is_mended_and_what_is_new_is_gone(
    a: dict[str, Any], b: dict[str, Any]
) -> None:
    there, back = compare(a, b), compare(b, a)
    turned = {
        Group.BROKEN: Group.MENDED,
        Group.MENDED: Group.BROKEN,
        Group.NEW: Group.GONE,
        Group.GONE: Group.NEW,
    }
    for group in Group:
        assert ids(*there.of(group)) == ids(*back.of(turned.get(group, group)))
    assert len(there.unfair) == len(back.unfair)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"profile": "full"}, "Profile: core in A, full in B."),
        ({"suite": {"spec_digest": "sha256:cc"}}, "Spec: sha256:aa in A, sha256:cc in B."),
        ({"target": {"features": ["agent"]}}, "Features: none in A, agent in B."),
        ({"target": {"consents": ["x"]}}, "Consents: none in A, x in B."),
        (
            {"target": {"capabilities": ["bearer", "other-agent"]}},
            "Credentials: bearer in A, bearer, other-agent in B.",
        ),
        ({"only": ["auth"]}, "Narrowed to: nothing in A, auth in B."),
        ({"explore": 3, "seed": 5}, "Fresh cases: none in A, 3 (seed 5) in B."),
        ({"shard": [2, 3]}, "Shard: the whole run in A, 2 of 3 in B."),
        ({"stopped": "No answer."}, "The run stopped early in B: No answer."),
        ({"damage": "No footer."}, "The transcript was damaged in B: No footer."),
        ({"faults": ["A bug."]}, "The suite itself went wrong in B: A bug."),
    ],
)
def test_why_a_comparison_is_unfair(changed: dict[str, Any], said: str) -> None:
    assert compare(report(), report(**changed)).unfair == (said,)


@pytest.mark.parametrize("names", [["x" * 900], [f"{number:02}" for number in range(20)]])
def test_a_difference_is_noticed_where_it_is_too_long_to_show(names: list[str]) -> None:
    longer = [*names[:-1], f"{names[-1]}y"]
    assert len(compare(report(only=names), report(only=longer)).unfair) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"seed": 5},
        {"run": "run-2"},
        {"target": {"url": "https://b.test"}},
        {"suite": {"version": "0.2.0", "catalogue_digest": "sha256:cc"}},
    ],
)
def test_another_vendor_or_version_is_fair(changed: dict[str, Any]) -> None:
    assert compare(report(), report(**changed)).unfair == ()


def test_every_pair_of_outcomes_has_a_group() -> None:
    pairs = list(product([one for one in Outcome if one is not Outcome.DEVIATION], repeat=2))
    a = report(*[requirement(f"R-{n}", pair[0]) for n, pair in enumerate(pairs)])
    b = report(*[requirement(f"R-{n}", pair[1]) for n, pair in enumerate(pairs)])
    counts = compare(a, b).counts
    # Three ways not to hold; the rest of the 25 pairs is said above.
    assert (counts[Group.BROKEN], counts[Group.MENDED]) == (3, 3)
    assert (counts[Group.FAILING], counts[Group.UNCHANGED], counts[Group.CHANGED]) == (1, 4, 14)
