"""Outcomes of requirements on the steps of their scenario."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from conformance.capability import WITHOUT, Capability
from conformance.evidence import Accepted, Answered, Refused
from conformance.expectation import expect
from conformance.judge import NOTHING_ACCEPTED, NOTHING_REFUSED
from conformance.outcome import Outcome
from conformance.requirement import Requirement

from .builders import MADE, PAGE, exchange, house, judged, unanswered

WRONG = {**MADE, "name": "b"}


def named_a(made: Accepted) -> None:
    """The name is `a`."""
    expect(made).at("/name").equals("a")


def all_named_a(made: list[Accepted]) -> None:
    """Every name is `a`."""
    for one in made:
        expect(one).at("/name").equals("a")


def must(check: Callable[..., None] = named_a, needs: frozenset[str] = frozenset()) -> Requirement:
    return house()[1].must("HOUSE-01", PAGE, needs=needs)(check)


def test_what_holds_passes_and_counts_its_exchanges() -> None:
    judgement = judged(must(), exchange(1, case="walk/a"), exchange(2, case="walk/b"))
    assert (judgement.requirement, judgement.outcome) == ("HOUSE-01", Outcome.PASS)
    assert (judgement.judged, judgement.reason, judgement.findings) == (2, None, ())


def test_what_does_not_hold_fails_with_its_place_and_values() -> None:
    judgement = judged(must(), exchange(7, answer=WRONG))
    assert (judgement.outcome, judgement.judged, judgement.reason) == (Outcome.FAIL, 1, None)
    (finding,) = judgement.findings
    assert (finding.exchange, finding.pointer, finding.count) == (7, "/name", 1)
    assert (finding.expected, finding.actual) == ('"a"', '"b"')
    assert finding.reproduce.startswith("curl ")


def test_a_recommendation_that_does_not_hold_is_a_deviation() -> None:
    should = house()[1].should("HOUSE-02", PAGE)(named_a)
    assert judged(should, exchange(answer=WRONG)).outcome is Outcome.DEVIATION
    assert judged(should, exchange()).outcome is Outcome.PASS


def test_a_capability_that_is_missing_makes_it_not_applicable() -> None:
    needy = must(needs=frozenset({Capability.AGENT}))
    judgement = judged(needy, exchange(answer=WRONG))
    assert judgement.outcome is Outcome.NOT_APPLICABLE
    assert (judgement.requirement, judgement.judged) == ("HOUSE-01", 0)
    assert judgement.reason == WITHOUT[Capability.AGENT]
    assert judged(needy, exchange(), capabilities=("agent",)).outcome is Outcome.PASS


def test_only_its_own_flow_and_scenario_are_looked_at() -> None:
    others = (exchange(1, flow="elsewhere"), exchange(2, case="run"), exchange(3, case="walks"))
    judgement = judged(must(), *others)
    assert judgement.outcome is Outcome.NOT_OBSERVED
    assert (judgement.reason, judgement.judged) == ("Its steps were not part of the run.", 0)
    assert judgement.requirement == "HOUSE-01"


def test_a_run_that_was_stopped_is_the_reason() -> None:
    judgement = judged(must(), stopped="The target fell silent.")
    assert judgement.outcome is Outcome.NOT_OBSERVED
    assert judgement.reason == "The target fell silent."


def test_a_step_that_could_not_be_sent_any_more_says_only_why_the_run_was_stopped() -> None:
    unsent = unanswered(2, why="The target fell silent.", sent=False)
    judgement = judged(must(), unsent, stopped="The target fell silent.")
    assert judgement.outcome is Outcome.NOT_OBSERVED
    assert judgement.reason == "The target fell silent."


def test_a_step_that_came_to_something_else_is_no_evidence() -> None:
    judgement = judged(must(), exchange(4, status=503), exchange(5, case="run"))
    assert judgement.outcome is Outcome.NOT_OBSERVED
    assert judgement.reason == (
        'The step "made" (exchange 4) is no evidence: '
        "it was answered 503, not with a success as documented."
    )


def test_a_step_without_an_answer_says_why_there_is_none() -> None:
    def check(the_answer: Answered) -> None:
        expect(the_answer).status(200)

    late = unanswered(4, step="the_answer", why="no answer came within 5 seconds")
    assert judged(must(check), late).reason == (
        'The step "the answer" (exchange 4) is no evidence: no answer came within 5 seconds.'
    )


def test_a_refusal_counts_only_with_its_control() -> None:
    def check(made: Accepted, flawed: Refused) -> None:
        expect(flawed).status(401)

    refused = exchange(2, "flawed", answer={}, status=401)
    assert judged(must(check), exchange(1), refused).outcome is Outcome.PASS
    control = exchange(1, answer={}, status=401)
    judgement = judged(must(check), control, refused, exchange(3, case="run"))
    assert judgement.outcome is Outcome.NOT_OBSERVED
    assert judgement.reason is not None
    assert '"made" (exchange 1)' in judgement.reason


def test_one_unusable_case_keeps_a_good_one_from_passing() -> None:
    good, bad = exchange(1, case="walk/a"), exchange(2, case="walk/b", status=500)
    judgement = judged(must(), good, bad)
    assert (judgement.outcome, judgement.judged) == (Outcome.NOT_OBSERVED, 1)
    assert judgement.reason is not None
    assert "(exchange 2)" in judgement.reason


def test_one_unusable_case_does_not_hide_a_failure() -> None:
    wrong, bad = exchange(1, case="walk/a", answer=WRONG), exchange(2, case="walk/b", status=500)
    for order in ((wrong, bad), (bad, wrong)):
        judgement = judged(must(), *order)
        assert (judgement.outcome, judgement.judged) == (Outcome.FAIL, 1)
        assert [finding.exchange for finding in judgement.findings] == [1]
        assert judgement.requirement == "HOUSE-01"
        assert judgement.reason == (
            'The step "made" (exchange 2) is no evidence: '
            "it was answered 500, not with a success as documented."
        )


def test_the_first_of_several_reasons_is_given() -> None:
    judgement = judged(must(), exchange(3, case="walk/a", status=500), exchange(4, status=501))
    assert judgement.reason is not None
    assert "(exchange 3)" in judgement.reason


def test_a_case_without_one_of_the_steps_is_passed_over() -> None:
    def check(made: Accepted, again: Accepted) -> None:
        expect(again).at("/id").equals(made.json["id"])

    alone = exchange(1, case="walk/a")
    pair = (exchange(2, case="walk/b"), exchange(3, "again", case="walk/b"))
    assert judged(must(check), alone).outcome is Outcome.NOT_OBSERVED
    judgement = judged(must(check), alone, *pair)
    assert (judgement.outcome, judgement.judged) == (Outcome.PASS, 2)


def test_steps_of_different_cases_are_never_compared() -> None:
    def check(made: Accepted, again: Accepted) -> None:
        expect(again).at("/id").equals(made.json["id"])

    other = {**MADE, "id": "t2"}
    one = (exchange(1, case="walk/a"), exchange(2, "again", case="walk/a"))
    two = (
        exchange(3, case="walk/b", answer=other),
        exchange(4, "again", case="walk/b", answer=other),
    )
    assert judged(must(check), *one, *two).outcome is Outcome.PASS


def test_an_attempt_that_was_sent_again_is_ignored() -> None:
    limited = exchange(1, status=429, superseded=True)
    judgement = judged(must(), limited, exchange(2))
    assert (judgement.outcome, judgement.judged) == (Outcome.PASS, 1)
    only = judged(must(), limited, exchange(2, case="run"))
    assert only.reason == "Its steps were not part of the run."


def test_a_list_takes_every_time_that_a_step_happened() -> None:
    requirement = must(all_named_a)
    assert judged(requirement, exchange(1), exchange(2), exchange(3)).judged == 3
    assert judged(requirement, exchange(1), exchange(2, answer=WRONG)).outcome is Outcome.FAIL


def test_one_unusable_time_makes_a_list_no_evidence() -> None:
    judgement = judged(must(all_named_a), exchange(1), exchange(2, status=500))
    assert (judgement.outcome, judgement.judged) == (Outcome.NOT_OBSERVED, 0)
    assert judgement.reason is not None
    assert "(exchange 2)" in judgement.reason


def test_an_exchange_that_serves_twice_is_counted_once() -> None:
    def check(made: list[Accepted], again: Accepted) -> None:
        """Both are looked at."""

    one = exchange(1)
    assert judged(must(check), one, replace(one, number=2), exchange(3, "again")).judged == 3
    assert judged(must(check), one, one, exchange(3, "again")).judged == 2


@pytest.mark.parametrize("answer", [{}, {"name": "a"}])
def test_where_nothing_was_accepted_nothing_passes(answer: dict[str, str]) -> None:
    def refuses(made: Answered) -> None:
        expect(made).status(200)

    judgement = judged(must(refuses), exchange(answer=answer))
    assert judgement.outcome is Outcome.NOT_OBSERVED
    assert (judgement.reason, judgement.judged) == (NOTHING_ACCEPTED, 1)
    assert NOTHING_ACCEPTED == (
        "The target accepted no request in this run, so that it refuses shows nothing."
    )
    anywhere = exchange(2, flow="elsewhere")
    assert judged(must(refuses), exchange(answer=answer), anywhere).outcome is Outcome.PASS


def test_where_nothing_was_accepted_failures_stay() -> None:
    def refuses(made: Answered) -> None:
        expect(made).is_refused()

    failed = judged(must(refuses), exchange(answer={}))
    assert (failed.outcome, failed.reason) == (Outcome.FAIL, None)
    should = house()[1].should("HOUSE-02", PAGE)(refuses)
    assert judged(should, exchange(answer={})).outcome is Outcome.DEVIATION


def test_where_nothing_was_refused_nothing_passes() -> None:
    def accepts(made: Answered) -> None:
        expect(made).status(200)

    stranger = replace(exchange(2, flow="elsewhere"), agent=None)
    taken = judged(must(accepts), exchange(1), stranger)
    assert taken.outcome is Outcome.NOT_OBSERVED
    assert taken.reason == (
        "The target refused no request in this run, so that it accepts shows nothing."
    )
    refusal = exchange(3, flow="elsewhere", status=401)
    assert judged(must(accepts), exchange(1), stranger, refusal).outcome is Outcome.PASS
    elsewhere = exchange(3, flow="elsewhere", operation=None, status=404)
    assert judged(must(accepts), exchange(1), stranger, elsewhere).reason == NOTHING_REFUSED


def test_where_nobody_came_without_a_credential_nothing_has_to_be_refused() -> None:
    def accepts(made: Answered) -> None:
        expect(made).status(200)

    unanswered_stranger = unanswered(2, flow="elsewhere", why="silence")
    assert judged(must(accepts), exchange(1), unanswered_stranger).outcome is Outcome.PASS
