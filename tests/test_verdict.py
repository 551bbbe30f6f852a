"""The verdict: each of its words is reached, and more failure never makes it better."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.outcome import Judgement, Level, Outcome, Verdict
from conformance.verdict import exit_code, verdict

LEVELS = {"M": Level.MUST, "S": Level.SHOULD}
WORST_FIRST = (
    Verdict.NON_CONFORMANT,
    Verdict.INVALID,
    Verdict.INCOMPLETE,
    Verdict.CONFORMANT_WITH_DEVIATIONS,
    Verdict.CONFORMANT,
)

possible = st.one_of(
    st.builds(Judgement, st.just("M"), st.sampled_from([o for o in Outcome if o != "deviation"])),
    st.builds(Judgement, st.just("S"), st.sampled_from([o for o in Outcome if o != "fail"])),
)


def of(*pairs: tuple[str, Outcome]) -> Verdict:
    return verdict([Judgement(name, outcome) for name, outcome in pairs], LEVELS)


def test_each_word() -> None:
    passed = ("M", Outcome.PASS)
    assert of(passed) is Verdict.CONFORMANT
    assert of(passed, ("S", Outcome.NOT_OBSERVED)) is Verdict.CONFORMANT
    assert of(passed, ("S", Outcome.DEVIATION)) is Verdict.CONFORMANT_WITH_DEVIATIONS
    assert of(passed, ("M", Outcome.NOT_OBSERVED)) is Verdict.INCOMPLETE
    assert of(passed, ("M", Outcome.ERROR)) is Verdict.INVALID
    assert of(("M", Outcome.NOT_APPLICABLE)) is Verdict.INVALID
    assert of() is Verdict.INVALID
    assert of(passed, ("M", Outcome.FAIL), ("M", Outcome.ERROR)) is Verdict.NON_CONFORMANT


def test_a_damaged_or_faulty_run_proves_nothing_good() -> None:
    passed = [Judgement("M", Outcome.PASS)]
    assert verdict(passed, LEVELS, damaged=True) is Verdict.INVALID
    assert verdict(passed, LEVELS, erred=True) is Verdict.INVALID
    failed = [Judgement("M", Outcome.FAIL)]
    assert verdict(failed, LEVELS, damaged=True, erred=True) is Verdict.NON_CONFORMANT


def test_a_run_that_is_a_part_or_ended_early_is_incomplete() -> None:
    passed = [Judgement("M", Outcome.PASS)]
    assert verdict(passed, LEVELS, partial=True) is Verdict.INCOMPLETE
    assert verdict(passed, LEVELS, stopped=True) is Verdict.INCOMPLETE


@settings(deadline=None, derandomize=True)
@given(st.lists(possible), st.booleans(), st.booleans())
def test_one_more_failure_never_makes_it_better(
    judgements: list[Judgement], damaged: bool, erred: bool
) -> None:
    before = verdict(judgements, LEVELS, damaged, erred)
    after = verdict([*judgements, Judgement("M", Outcome.FAIL)], LEVELS, damaged, erred)
    assert WORST_FIRST.index(after) <= WORST_FIRST.index(before)


@pytest.mark.parametrize(
    ("word", "code", "strict", "faulty"),
    [
        (Verdict.CONFORMANT, 0, 0, 0),
        (Verdict.CONFORMANT_WITH_DEVIATIONS, 0, 1, 0),
        (Verdict.NON_CONFORMANT, 1, 1, 1),
        (Verdict.INCOMPLETE, 3, 3, 4),
        (Verdict.INVALID, 3, 3, 4),
    ],
)
def test_exit_codes(word: Verdict, code: int, strict: int, faulty: int) -> None:
    assert exit_code(word) == code
    assert exit_code(word, strict=True) == strict
    assert exit_code(word, erred=True) == faulty
