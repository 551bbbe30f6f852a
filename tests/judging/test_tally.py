"""What is remembered of a requirement while a run is gone through, and what it says meanwhile."""

from __future__ import annotations

from typing import Any

from conformance.evidence import Accepted, Answered, Evidence, Observations
from conformance.expectation import expect, only_alone
from conformance.outcome import Change, Outcome
from conformance.requirement import Requirement
from conformance.tally import Shown, Tally

from .builders import CONTRACT, MADE, PAGE, evidence, exchange, house, judged, unanswered

WRONG = {**MADE, "name": "b"}
COMPANY = (
    "Other shards of the run sent requests at the same time, which may be why the server counted "
    "as it did."
)


def named_a(made: Accepted) -> None:
    """The name is `a`."""
    expect(made).at("/name").equals("a")


def named_a_alone(made: Accepted) -> None:
    """The name is `a`, if nobody else sends anything."""
    with only_alone():
        named_a(made)


def must(check: Any = named_a) -> Requirement:
    return house()[1].must("HOUSE-01", PAGE)(check)


def always(check: Any = named_a) -> Requirement:
    return house()[0].always_must("HOUSE-09", PAGE, over=lambda _: True)(check)


def case(answer: Any = WRONG, **others: Any) -> dict[str, list[Evidence]]:
    return {"made": [evidence(answer, **others)]}


def test_what_is_wrong_is_shown_by_its_cause_and_the_smallest_example() -> None:
    tally = Tally(must())
    assert not tally.shown
    tally.take_case(case(number=3, case="walk/a", sent={"name": "long"}))
    tally.take_case(case(number=5, case="walk/b", sent={"name": "b"}))
    tally.take_case(case({**MADE, "name": "a"}, number=7, case="walk/c"))
    assert tally.shown == (Shown("HOUSE-01", ("/name", '"a"'), 5, "walk/b"),)


def test_one_exchange_after_the_other_is_judged_if_it_is_what_is_demanded() -> None:
    tally = Tally(always())
    silent = Observations(CONTRACT).of(unanswered(1))
    for one in (silent, evidence(number=2), evidence(number=3, status=500)):
        tally.take(one)
    assert (tally.judged, tally.found, tally.fault) == (1, {}, None)
    tally.take(evidence(WRONG, number=4))
    assert (tally.judged, tally.fault) == (2, None)
    assert [one.exchange for one in tally.shown] == [4]


def test_what_others_may_have_done_is_no_finding() -> None:
    beside, by_itself = Tally(must(named_a_alone)), Tally(must(named_a_alone))
    beside.take_case(case(), alone=False)
    by_itself.take_case(case())
    judgement = beside.judgement("nothing")
    assert (judgement.outcome, judgement.reason) == (Outcome.NOT_OBSERVED, COMPANY)
    assert by_itself.judgement("nothing").outcome is Outcome.FAIL


def test_what_others_can_not_have_done_is_a_finding_in_company_too() -> None:
    tally = Tally(must())
    tally.take_case(case(), alone=False)
    assert tally.judgement("nothing").outcome is Outcome.FAIL


def test_a_probe_that_passed_what_is_required_of_all_tells_what_to_change() -> None:
    judgement = judged(
        always(),
        exchange(1, sent={"name": "é"}, answer=WRONG),
        exchange(2, sent={"name": "e"}, probe=True),
    )
    (finding,) = judgement.findings
    assert finding.control == 2
    assert finding.changes == (Change("/name", '"é"', '"e"'),)


def test_a_finding_says_its_cause() -> None:
    (finding,) = judged(must(), exchange(answer=WRONG)).findings
    assert finding.cause == "POST /things: /name"


def test_a_fault_of_the_check_ends_the_judging() -> None:
    def breaks(made: Answered) -> None:
        """Our check has a fault."""
        raise KeyError(made.status)

    tally = Tally(always(breaks))
    for number in (1, 2):
        tally.take_demanded(evidence(number=number))
    assert tally.judged == 0
    assert tally.judgement("nothing").outcome is Outcome.ERROR
