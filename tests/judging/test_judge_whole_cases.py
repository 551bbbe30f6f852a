"""A check that gets all exchanges of its case, beside the steps that say whether to judge."""

from __future__ import annotations

from conformance.evidence import Accepted, Case
from conformance.expectation import expect, one_finding
from conformance.outcome import Outcome
from conformance.requirement import Requirement

from .builders import MADE, PAGE, exchange, house, judged

seen: list[list[tuple[int, str]]] = []


def sees_its_case(made: list[Accepted], case: Case) -> None:
    """It remembers what it was given."""
    seen.append([(one.exchange.number, one.exchange.step) for one in case])


def requirement() -> Requirement:
    seen.clear()
    return house()[1].must("HOUSE-01", PAGE)(sees_its_case)


def test_the_whole_case_is_no_evidence_that_a_check_asks_for() -> None:
    found = requirement()
    assert [need.step for need in found.evidence] == ["made"]
    assert (found.whole, found.memory) == ("case", None)


def test_all_exchanges_of_a_case_come_in_the_order_of_their_numbers() -> None:
    steps = ("made", "other", "made", "refused", "other")
    exchanges = [
        exchange(number, step, status=409 if step == "refused" else 200)
        for number, step in enumerate(steps, start=1)
    ]
    judgement = judged(requirement(), *exchanges)
    assert judgement.outcome is Outcome.PASS
    assert judgement.judged == 2
    assert seen == [list(enumerate(steps, start=1))]


def test_exchanges_of_other_cases_and_superseded_ones_are_not_in_it() -> None:
    cases = ((2, "walk/a"), (3, "walk/b"), (4, "walk/a"))
    exchanges = [exchange(number, case=case) for number, case in cases]
    judged(requirement(), exchange(1, case="walk/a", superseded=True), *exchanges)
    assert seen == [[(3, "made")], [(2, "made"), (4, "made")]]


def test_without_its_steps_a_case_is_not_judged() -> None:
    judgement = judged(requirement(), exchange(1, "other"))
    assert judgement.outcome is Outcome.NOT_OBSERVED
    assert judged(requirement(), exchange(1, status=404)).outcome is Outcome.NOT_OBSERVED
    assert seen == []


def test_what_has_one_cause_is_one_finding_whatever_it_names() -> None:
    def named_like_sent(made: Accepted) -> None:
        """The name is the one that was sent."""
        with one_finding("another name"):
            expect(made).at("/name").same_as_sent()

    found = house()[1].must("HOUSE-01", PAGE)(named_like_sent)
    cases = [
        exchange(number, case=f"walk/{number}", sent={"name": f"n{number}"}, answer=MADE)
        for number in range(1, 4)
    ]
    (finding,) = judged(found, *cases).findings
    assert (finding.exchange, finding.expected, finding.count) == (1, '"n1"', 3)
