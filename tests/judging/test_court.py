"""What a court hears in which order, and what it takes for a part of a run."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from conformance.evidence import Accepted, Answered, Demand, Evidence, Observations
from conformance.exchange import Exchange, Transcript
from conformance.expectation import expect, only_alone
from conformance.judge import Court, elsewhere, judge
from conformance.outcome import Judgement, Outcome
from conformance.requirement import Flow, Requirement
from conformance.tally import IN_COMPANY, Shown

from .builders import CONTRACT, MADE, PAGE, exchange, house, transcript

WRONG = {**MADE, "name": "b"}
OBSERVATIONS = Observations(CONTRACT)


def named_a(made: Accepted) -> None:
    """The name is `a`."""
    expect(made).at("/name").equals("a")


def named_a_alone(made: Accepted) -> None:
    """The name is `a`, if nobody else sends anything."""
    with only_alone():
        named_a(made)


def _breaks(_: Evidence) -> str | None:
    raise KeyError("our own fault")


Breaking = Annotated[Evidence, Demand(_breaks)]


def must(check: Any = named_a) -> Requirement:
    return house()[1].must("HOUSE-01", PAGE)(check)


def court(*requirements: Requirement, accompanied: Any = ()) -> Court:
    return Court(transcript().header, requirements, accompanied)


def heard(court: Court, *exchanges: Exchange) -> Court:
    for one in exchanges:
        court.hear(OBSERVATIONS.of(one))
    return court


def last_alone(check: Any) -> Requirement:
    """A requirement of a scenario that is driven after all others, by itself."""
    flow = Flow("house", "A house")

    @flow.scenario(last=True)
    def walk(session: Any) -> None:
        """Drives nothing: the transcripts are made by hand."""

    return walk.must("HOUSE-01", PAGE)(check)


def of_shard(*exchanges: Exchange, shard: tuple[int, int] = (2, 4)) -> Transcript:
    whole = transcript(*exchanges)
    return replace(whole, header=replace(whole.header, shard=shard))


def only(made: Transcript, requirement: Requirement) -> Judgement:
    (found,) = judge(made, [requirement], OBSERVATIONS)
    return found


def test_what_is_open_is_what_was_heard_and_not_closed() -> None:
    sitting = heard(court(must()), exchange(1, case="walk/a"), exchange(2, case="walk/b"))
    assert list(sitting.open) == [("house", "walk/a"), ("house", "walk/b")]
    sitting.close("house", "walk/a")
    assert list(sitting.open) == [("house", "walk/b")]


def test_what_is_wrong_is_shown_when_a_case_is_closed() -> None:
    sitting = heard(court(must()), exchange(4, case="walk/a", answer=WRONG))
    assert not sitting.shown()
    sitting.close("house", "walk/a")
    assert sitting.shown() == (Shown("HOUSE-01", ("/name", '"a"'), 4, "walk/a"),)


def test_a_case_of_which_nothing_was_heard_shows_nothing() -> None:
    sitting = court(must())
    sitting.close("house", "walk/a")
    (judgement,) = sitting.judgements(None)
    assert judgement.outcome is Outcome.NOT_OBSERVED


def test_a_case_in_company_is_no_finding_of_what_counts_only_alone() -> None:
    for accompanied, outcome in (
        ((), Outcome.FAIL),
        ({("house", "walk/b")}, Outcome.FAIL),
        ({("house", "walk/a")}, Outcome.NOT_OBSERVED),
    ):
        sitting = court(must(named_a_alone), accompanied=accompanied)
        heard(sitting, exchange(1, case="walk/a", answer=WRONG)).close("house", "walk/a")
        (judgement,) = sitting.judgements(None)
        assert judgement.outcome is outcome


def test_a_shard_knows_that_others_send_beside_what_is_driven_alone() -> None:
    wrong = exchange(1, answer=WRONG)
    requirement = last_alone(named_a_alone)
    assert only(transcript(wrong), requirement).outcome is Outcome.FAIL
    judgement = only(of_shard(wrong), requirement)
    assert (judgement.outcome, judgement.reason) == (Outcome.NOT_OBSERVED, IN_COMPANY)
    # What isn't driven alone has nothing to do with others.
    assert only(of_shard(wrong), must(named_a_alone)).outcome is Outcome.FAIL


def test_a_shard_says_where_the_evidence_is() -> None:
    assert only(of_shard(exchange(1, case="other")), must()).reason == (
        "Nothing in shard 2 of 4 is evidence for it; merge all 4."
    )
    assert elsewhere(None) == "Nothing in shard 1 of 1 is evidence for it; merge all 1."


def test_a_demand_that_breaks_is_a_fault_of_its_own_requirements_alone() -> None:
    flow, _ = house()

    def never(made: Breaking) -> None:
        """Its demand has a fault."""

    def answered(made: Answered) -> None:
        """The name is `a`."""
        named_a(made)

    broken = flow.always_must("HOUSE-08", PAGE, over=lambda _: True)(never)
    whole = flow.always_must("HOUSE-09", PAGE, over=lambda _: True)(answered)
    sitting = heard(court(broken, whole), exchange(1))
    first, second = sitting.judgements(None)
    assert first.outcome is Outcome.ERROR
    assert first.reason is not None
    assert "KeyError at test_court.py" in first.reason
    assert (second.outcome, second.judged) == (Outcome.PASS, 1)
