"""Outcomes of what is required of every exchange, and how findings are put together."""

from __future__ import annotations

from typing import Any

from conformance.capability import WITHOUT, Capability
from conformance.evidence import Accepted, Answered, Evidence, Memory, Sent
from conformance.expectation import Unmet, expect
from conformance.judge import NOTHING_ACCEPTED
from conformance.outcome import Outcome
from conformance.requirement import Requirement

from .builders import MADE, PAGE, exchange, house, judged, unanswered

NOTHING = "No exchange of this run is evidence for it."


def everything(_: Evidence) -> bool:
    return True


def refusals(evidence: Evidence) -> bool:
    return evidence.status == 401


def has_challenge(answer: Answered) -> None:
    """A 401 names its scheme."""
    expect(answer).header("WWW-Authenticate").is_there()


def always(check: Any = has_challenge, over: Any = refusals, **others: Any) -> Requirement:
    return house()[0].always_must("HOUSE-09", PAGE, over=over, **others)(check)


def refusal(number: int, *headers: tuple[str, str], **others: Any) -> Any:
    return exchange(number, status=401, answer={}, headers=headers, **others)


CHALLENGE = ("WWW-Authenticate", "Bearer")


def test_every_exchange_to_which_it_applies_is_evidence() -> None:
    judgement = judged(
        always(),
        exchange(1),
        refusal(2, CHALLENGE),
        refusal(3, CHALLENGE, flow="elsewhere", case="x", step="y"),
    )
    assert (judgement.outcome, judgement.judged, judgement.reason) == (Outcome.PASS, 2, None)


def test_one_wrong_exchange_of_any_flow_fails_it() -> None:
    judgement = judged(always(), exchange(1), refusal(2, CHALLENGE), refusal(3, flow="elsewhere"))
    assert (judgement.outcome, judgement.judged) == (Outcome.FAIL, 2)
    assert [finding.exchange for finding in judgement.findings] == [3]


def test_a_recommendation_over_everything_deviates() -> None:
    should = house()[0].always_should("HOUSE-08", PAGE, over=refusals)(has_challenge)
    assert judged(should, exchange(1), refusal(2)).outcome is Outcome.DEVIATION


def test_attempts_that_were_sent_again_count_too() -> None:
    assert judged(always(), exchange(1), refusal(2, superseded=True)).outcome is Outcome.FAIL


def test_what_was_not_sent_or_not_answered_is_left_out() -> None:
    unsent = unanswered(2, why="no chat could be opened", sent=False)
    judgement = judged(always(over=everything), exchange(1, headers=(CHALLENGE,)), unsent)
    assert (judgement.outcome, judgement.judged) == (Outcome.PASS, 1)
    silent = unanswered(3, why="the connection broke")
    assert judged(always(over=everything), exchange(1, headers=(CHALLENGE,)), silent).judged == 1


def test_a_missing_answer_can_itself_be_judged() -> None:
    def answered(request: Sent) -> None:
        """Every request is answered."""
        expect(request).that(request.exchange.response is not None, "status", "an answer")

    unsent = unanswered(2, sent=False)
    judgement = judged(always(answered, everything), exchange(1), unsent, unanswered(3))
    assert (judgement.outcome, judgement.judged) == (Outcome.FAIL, 2)
    assert judgement.findings[0].actual == "no answer"


def test_its_memory_holds_what_it_put_there_and_begins_empty() -> None:
    def check(made: Accepted, seen: Memory) -> None:
        seen.setdefault("name", made.json["name"])
        expect(made).at("/name").equals(seen["name"])

    good = judged(always(check, everything), exchange(1), exchange(2, status=500), exchange(3))
    assert (good.outcome, good.judged) == (Outcome.PASS, 2)
    other = exchange(3, answer={**MADE, "name": "b"})
    assert judged(always(check, everything), exchange(1), other).outcome is Outcome.FAIL
    assert judged(always(check, everything), other).outcome is Outcome.PASS


def test_with_nothing_to_judge_it_is_not_observed() -> None:
    judgement = judged(always(), exchange(1))
    assert (judgement.outcome, judgement.reason) == (Outcome.NOT_OBSERVED, NOTHING)
    stopped = judged(always(), exchange(1), stopped="The target fell silent.")
    assert stopped.reason == "The target fell silent."


def test_an_optional_one_with_nothing_to_judge_is_not_applicable() -> None:
    judgement = judged(always(optional=True), exchange(1))
    assert (judgement.outcome, judgement.reason) == (Outcome.NOT_APPLICABLE, NOTHING)
    assert judgement.requirement == "HOUSE-09"
    assert judged(always(optional=True), exchange(1), refusal(2)).outcome is Outcome.FAIL


def test_an_optional_one_is_not_observed_where_nothing_was_accepted() -> None:
    judgement = judged(always(optional=True), exchange(1, status=500))
    assert judgement.outcome is Outcome.NOT_OBSERVED


def test_a_server_that_refuses_everything_passes_nothing() -> None:
    judgement = judged(always(), refusal(1, CHALLENGE))
    assert (judgement.outcome, judgement.reason) == (Outcome.NOT_OBSERVED, NOTHING_ACCEPTED)
    assert judgement.judged == 1
    assert judged(always(), refusal(1)).outcome is Outcome.FAIL


def test_its_capabilities_are_asked_for() -> None:
    needy = always(needs={Capability.ONE_TOKEN})
    judgement = judged(needy, exchange(1), refusal(2))
    assert (judgement.outcome, judgement.judged) == (Outcome.NOT_APPLICABLE, 0)
    assert judgement.reason == WITHOUT[Capability.ONE_TOKEN]
    given = judged(needy, exchange(1), refusal(2), capabilities=("one-token",))
    assert given.outcome is Outcome.FAIL


def test_findings_alike_are_one_with_their_number() -> None:
    judgement = judged(always(), exchange(1), refusal(4), refusal(5), refusal(6))
    (finding,) = judgement.findings
    assert (finding.exchange, finding.count, judgement.judged) == (4, 3, 3)


def test_findings_that_differ_in_place_or_expectation_stay_apart() -> None:
    def check(answer: Answered) -> None:
        raise Unmet(answer, *answer.json)

    answers = [["/a", "1", "x"], ["/a", "2", "x"], ["/b", "1", "x"], ["/a", "1", "y"]]
    exchanges = [exchange(number, answer=one) for number, one in enumerate(answers, start=1)]
    judgement = judged(always(check, everything), *exchanges)
    assert [
        (one.exchange, one.pointer, one.expected, one.actual, one.count)
        for one in judgement.findings
    ] == [(1, "/a", "1", "x", 2), (2, "/a", "2", "x", 1), (3, "/b", "1", "x", 1)]
