"""Which request a finding shows, how many cases it counts, and what one change makes it pass."""

from __future__ import annotations

from typing import Any

from conformance.evidence import Accepted, Answered, IfAccepted, NoEvidence, Sent
from conformance.expectation import Unmet, expect
from conformance.outcome import Change, Outcome
from conformance.requirement import Requirement

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


def test_the_probe_that_passed_and_differs_least_tells_what_to_change() -> None:
    judgement = judged(
        must(),
        exchange(1, case="walk/a", sent={**LONG, "note": 2}, answer=WRONG),
        exchange(2, case="walk/a/smaller-1", sent={"name": "é"}, answer=WRONG, probe=True),
        exchange(3, case="walk/a/smaller-2", sent={"name": "e", "note": 1}, probe=True),
        exchange(4, case="walk/a/smaller-3", sent={"name": "e"}, probe=True),
        exchange(5, case="walk/b", sent={"name": "f"}),
    )
    (finding,) = judgement.findings
    assert (finding.exchange, finding.control) == (2, 4)
    assert finding.changes == (Change("/name", '"é"', '"e"'),)


def test_a_check_may_name_its_control() -> None:
    def check(made: Sent, flawed: Answered) -> None:
        try:
            expect(flawed).status(422)
        except Unmet as unmet:
            unmet.control = made
            raise

    judgement = judged(
        must(check),
        exchange(1, sent={"name": "a"}),
        exchange(2, "flawed", sent={"note": 1}, answer={}),
    )
    (finding,) = judgement.findings
    assert finding.control == 1
    assert finding.changes == (Change("/note", "1", "nothing"), Change("/name", "nothing", '"a"'))


def test_what_differs_everywhere_explains_nothing() -> None:
    def check(made: Sent, flawed: Answered) -> None:
        unmet = Unmet(flawed, "status", "422", "200")
        unmet.control = made
        raise unmet

    many = {f"m{number}": number for number in range(4)}
    judgement = judged(
        must(check), exchange(1, sent={}), exchange(2, "flawed", sent=many, answer={})
    )
    assert (judgement.findings[0].control, judgement.findings[0].changes) == (None, ())


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
