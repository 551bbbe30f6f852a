"""Which request a finding shows, how many cases it counts, and what is no evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.evidence import Accepted, Answered, IfAccepted, Memory, NoEvidence
from conformance.expectation import Unmet, expect, expect_new
from conformance.outcome import Outcome
from conformance.requirement import Flow, Requirement

from .builders import MADE, PAGE, exchange, house, judged

WRONG = {**MADE, "name": "b"}
SHORT, LONG = {"name": "a"}, {"name": "a" * 50, "note": 1}


def named_a(made: Accepted) -> None:
    """The name is `a`."""
    expect(made).at("/name").equals("a")


def must(check: Any = named_a, **options: Any) -> Requirement:
    return house()[1].must("HOUSE-01", PAGE, **options)(check)


def test_the_smallest_request_is_the_example() -> None:
    judgement = judged(
        must(),
        exchange(1, case="walk/a", sent=LONG, answer=WRONG),
        exchange(2, case="walk/b", sent=SHORT, answer=WRONG),
        exchange(3, case="walk/c", sent=SHORT, answer=WRONG),
    )
    (finding,) = judgement.findings
    assert (finding.exchange, finding.count, judgement.judged) == (2, 3, 3)


def test_a_shorter_address_makes_a_smaller_request() -> None:
    far = exchange(1, case="walk/a", sent=SHORT, answer=WRONG)
    near = replace(far, number=2, case="walk/b", request=replace(far.request, url="http://h/"))
    (finding,) = judged(must(), far, near).findings
    assert (finding.exchange, finding.count) == (2, 2)


def test_fewer_exchanges_make_a_better_example_than_a_shorter_request() -> None:
    judgement = judged(
        must(),
        exchange(1, "before", case="walk/a"),
        exchange(2, case="walk/a", sent=SHORT, answer=WRONG),
        exchange(3, case="walk/b", sent=LONG, answer=WRONG),
    )
    (finding,) = judgement.findings
    assert (finding.exchange, finding.count) == (3, 2)


def test_a_finding_names_the_exchanges_in_whose_light_it_is_wrong() -> None:
    def check(made: Accepted, seen: Memory) -> None:
        """Every id is a new one."""
        expect_new(made, "/id", seen)

    always = house()[0].always_must("HOUSE-09", PAGE, over=lambda _: True)(check)
    (finding,) = judged(always, exchange(3), exchange(4, case="walk/b")).findings
    assert (finding.exchange, finding.others) == (4, (3,))


def test_probes_make_smaller_examples_but_no_further_cases() -> None:
    judgement = judged(
        must(),
        exchange(1, case="walk/a", sent=LONG, answer=WRONG),
        exchange(2, case="walk/a/smaller-1", sent=SHORT, answer=WRONG, probe=True),
        exchange(3, case="walk/b", sent=LONG),
    )
    (finding,) = judgement.findings
    assert (finding.exchange, finding.count, judgement.judged) == (2, 1, 2)
    assert (finding.control, finding.changes) == (None, ())


def test_a_cause_that_only_a_probe_shows_is_a_finding_of_its_own() -> None:
    other = {**MADE, "name": 5}

    def check(made: Accepted) -> None:
        try:
            expect(made).at("/name").equals("a")
        except Unmet as unmet:
            unmet.cause = (unmet.actual,)
            raise

    judgement = judged(
        must(check),
        exchange(1, case="walk/a", answer=WRONG),
        exchange(2, case="walk/a/smaller-1", answer=other, probe=True),
    )
    assert [(one.exchange, one.count) for one in judgement.findings] == [(1, 1), (2, 1)]


def test_a_case_may_be_passed_over() -> None:
    def check(made: IfAccepted) -> None:
        expect(made).at("/name").equals("a")

    refused = exchange(1, case="walk/a", status=422, answer={})
    judgement = judged(must(check), refused, exchange(2, case="walk/b"))
    assert (judgement.outcome, judgement.judged) == (Outcome.PASS, 1)
    judgement = judged(must(check), refused, exchange(2, case="run"))
    assert judgement.outcome is Outcome.NOT_OBSERVED


def test_with_nothing_to_judge_an_optional_one_is_not_applicable() -> None:
    def check(made: IfAccepted) -> None:
        expect(made).at("/name").equals("a")

    refused = exchange(1, case="walk/a", status=422, answer={})
    optional = must(check, optional=True)
    assert judged(optional, refused, exchange(2, case="run")).outcome is Outcome.NOT_APPLICABLE
    assert judged(optional, refused).outcome is Outcome.NOT_OBSERVED
    wrong = exchange(2, case="walk/b", answer=WRONG)
    assert judged(optional, refused, wrong).outcome is Outcome.FAIL


def test_a_check_may_find_that_there_is_no_evidence() -> None:
    def check(made: Accepted) -> None:
        raise NoEvidence("It shows nothing.")

    judgement = judged(must(check), exchange(1))
    assert (judgement.outcome, judgement.reason) == (Outcome.NOT_OBSERVED, "It shows nothing.")


def test_a_probe_that_shows_nothing_leaves_nothing_open() -> None:
    limited = exchange(2, case="walk/a/smaller-1", status=429, answer={}, probe=True)
    judgement = judged(must(), exchange(1, case="walk/a"), limited)
    assert (judgement.outcome, judgement.judged, judgement.reason) == (Outcome.PASS, 1, None)


def test_a_rate_limit_is_no_evidence() -> None:
    def check(made: Answered) -> None:
        expect(made).status(200)

    judgement = judged(must(check), exchange(1, status=429, answer={}), exchange(2, case="run"))
    assert judgement.outcome is Outcome.NOT_OBSERVED
    assert judgement.reason is not None
    assert "429" in judgement.reason


@pytest.mark.parametrize("last", [False, True])
def test_a_rate_limit_is_evidence_where_it_is_met_on_purpose(last: bool) -> None:
    flow = Flow("house", "A house")

    @flow.scenario(last=last)
    def walk(session: Any) -> None:
        """Drives nothing."""

    @walk.must("HOUSE-01", PAGE)
    def check(made: list[Answered]) -> None:
        """The last answer is a refusal."""
        expect(made[-1]).status(429)

    judgement = judged(check, exchange(1), exchange(2, status=429, answer={}))
    assert judgement.outcome is (Outcome.PASS if last else Outcome.NOT_OBSERVED)
