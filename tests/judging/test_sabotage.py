"""Saboteurs: which exchanges they spoil, and what they can make of an answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from conformance.evidence import Accepted, Answered, Evidence, Memory, Observations
from conformance.exchange import Exchange, Transcript
from conformance.expectation import expect
from conformance.outcome import Outcome
from conformance.requirement import Requirement
from conformance.sabotage.answer import Answer
from conformance.sabotage.transcript import sabotage

from .builders import CONTRACT, MADE, PAGE, exchange, house, judged, transcript, unanswered


def spoilt(
    requirement: Requirement, spoil: Callable[[Answer], None], *exchanges: Exchange, **others: Any
) -> Transcript:
    """The transcript after a saboteur that is the requirement's last."""
    requirement.broken_by(**others)(spoil)
    saboteur = requirement.saboteurs[-1]
    return sabotage(transcript(*exchanges), requirement, saboteur, Observations(CONTRACT))


def changed(before: tuple[Exchange, ...], after: Transcript) -> list[int]:
    """The numbers of the exchanges that are no longer the same."""
    assert [one.number for one in after.exchanges] == [one.number for one in before]
    pairs = zip(before, after.exchanges, strict=True)
    return [one.number for one, other in pairs if one != other]


def mark(answer: Answer) -> None:
    answer.status = 299


def pair() -> Requirement:
    def check(made: Accepted, again: Accepted) -> None:
        """Both are looked at."""

    return house()[1].must("HOUSE-01", PAGE)(check)


def always(check: Any, over: Callable[[Evidence], bool] = lambda _: True) -> Requirement:
    return house()[0].always_must("HOUSE-09", PAGE, over=over)(check)


def one_answer(answer: Accepted) -> None:
    """One is looked at."""


def all_answers(answer: Accepted, seen: Memory) -> None:
    """All are looked at."""


STEPS = (
    exchange(1, "made", case="walk/a"),
    exchange(2, "again", case="walk/a"),
    exchange(3, "made", case="walk/b"),
    exchange(4, "made", case="run"),
    exchange(5, "made", flow="elsewhere"),
    unanswered(6, "made", case="walk/c"),
)


def test_the_first_step_of_every_case_is_spoilt_and_nothing_else() -> None:
    assert changed(STEPS, spoilt(pair(), mark, *STEPS)) == [1, 3]


def test_a_saboteur_may_choose_another_step() -> None:
    assert changed(STEPS, spoilt(pair(), mark, *STEPS, step="again")) == [2]


def test_a_saboteur_may_choose_several_steps() -> None:
    assert changed(STEPS, spoilt(pair(), mark, *STEPS, step=("again", "made"))) == [1, 2, 3]


def test_an_invariant_is_broken_at_the_first_exchange_of_its_own_flow() -> None:
    others = (exchange(1, flow="elsewhere"), exchange(2, status=500), exchange(3), exchange(4))
    assert changed(others, spoilt(always(one_answer), mark, *others)) == [3]


def test_an_invariant_with_none_of_its_own_is_broken_at_the_first_it_judges() -> None:
    others = (exchange(1, flow="x", status=500), exchange(2, flow="x"), exchange(3, flow="y"))
    assert changed(others, spoilt(always(one_answer), mark, *others)) == [2]
    later = always(one_answer, lambda evidence: evidence.exchange.number > 2)
    assert changed(others, spoilt(later, mark, *others)) == [3]


def test_an_invariant_over_many_is_broken_at_two() -> None:
    others = (exchange(1, flow="x"), exchange(2, flow="y"), exchange(3), exchange(4, flow="z"))
    assert changed(others, spoilt(always(all_answers), mark, *others)) == [1, 3]


def test_a_saboteur_of_an_invariant_may_name_a_step_of_any_flow() -> None:
    others = (exchange(1), exchange(2, "again", flow="x"), exchange(3, "again", flow="y"))
    assert changed(others, spoilt(always(one_answer), mark, *others, step="again")) == [2]


def test_the_rest_of_the_transcript_stays() -> None:
    before = transcript(*STEPS, stopped="why")
    requirement = pair()
    requirement.broken_by(mark)
    after = sabotage(before, requirement, requirement.saboteurs[0], Observations(CONTRACT))
    assert (after.header, after.stopped) == (before.header, "why")
    assert [one.request for one in after.exchanges] == [one.request for one in STEPS]
    assert before.exchanges == STEPS


def test_previous_is_the_correct_answer_before_in_the_same_case() -> None:
    def check(made: list[Accepted]) -> None:
        """All are looked at."""

    seen: list[tuple[Any, Any]] = []

    def repeat(answer: Answer) -> None:
        seen.append((answer["id"], answer.previous and answer.previous["id"]))
        answer["id"] = "spoilt"

    exchanges = [
        exchange(number, case=case, answer={**MADE, "id": id_})
        for number, case, id_ in [(1, "walk/a", "a1"), (2, "walk/b", "b1"), (3, "walk/a", "a2")]
    ]
    spoilt(house()[1].must("HOUSE-01", PAGE)(check), repeat, *exchanges)
    assert seen == [("a1", None), ("b1", None), ("a2", "a1")]


def test_previous_of_an_invariant_is_from_any_case() -> None:
    seen = []

    def repeat(answer: Answer) -> None:
        seen.append(answer.previous and answer.previous.exchange.number)

    spoilt(always(all_answers), repeat, exchange(1, flow="x"), exchange(2))
    assert seen == [None, 1]


def test_others_are_the_answers_of_the_same_case() -> None:
    seen = []

    def look(answer: Answer) -> None:
        seen.append({step: other.exchange.number for step, other in answer.others.items()})

    silent = unanswered(7, "third", case="walk/a")
    spoilt(pair(), look, *STEPS, silent)
    assert seen == [{"made": 1, "again": 2}, {"made": 3}]


def test_spoiling_one_of_the_others_changes_nothing() -> None:
    def meddle(answer: Answer) -> None:
        answer.others["again"].status = 500

    two = (exchange(1), exchange(2, "again"))
    assert changed(two, spoilt(pair(), meddle, *two)) == []


def after(spoil: Callable[[Answer], None], *exchanges: Exchange) -> Exchange:
    return next(iter(spoilt(pair(), spoil, *exchanges).exchanges))


def test_members_are_set_read_and_deleted() -> None:
    def spoil(answer: Answer) -> None:
        answer["name"] = answer["name"] + "ä"
        answer["new"] = None
        del answer["id"]
        del answer["absent"]

    response = after(spoil, exchange()).response
    assert response is not None
    assert json.loads(response.body) == {"name": "aä", "created": "now", "new": None}


def test_the_body_read_is_a_copy() -> None:
    def spoil(answer: Answer) -> None:
        answer.json["name"] = "lost"
        assert answer["name"] == "a"

    assert after(spoil, exchange()) == exchange()


def test_what_was_sent_is_there_to_be_used() -> None:
    seen = []
    after(lambda answer: seen.append(answer.sent), exchange(sent={"name": "a"}))
    after(lambda answer: seen.append(answer.sent), exchange())
    assert seen == [{"name": "a"}, None]


def test_headers_are_replaced_and_removed_whatever_their_case() -> None:
    def spoil(answer: Answer) -> None:
        assert (answer.header("x-a"), answer.header("absent")) == ("1", "")
        answer.set_header("x-a", "2")
        answer.set_header("X-B", None)

    response = after(spoil, exchange(headers=(("X-A", "1"), ("X-C", "3"), ("x-b", "4")))).response
    assert response is not None
    assert response.headers == (("X-C", "3"), ("x-a", "2"))


def test_refuse_keeps_other_headers() -> None:
    headers = (("content-type", "text/plain"), ("X-RateLimit-Limit", "30"))
    response = after(lambda answer: answer.refuse(422), exchange(headers=headers)).response
    assert response is not None
    assert (response.status, json.loads(response.body)) == (422, {"detail": "No."})
    assert response.headers == (
        ("X-RateLimit-Limit", "30"),
        ("Content-Type", "application/json"),
    )


def test_become_takes_over_status_headers_and_body() -> None:
    def spoil(answer: Answer) -> None:
        other = answer.others["again"]
        answer.become(other)
        answer.headers.append(("X", "3"))
        assert other.headers == [("X-A", "1"), ("X", "2")]

    other = exchange(2, "again", status=201, answer=b"other", headers=(("X-A", "1"), ("X", "2")))
    first = exchange(1, status=401)
    result = after(spoil, first, other)
    assert result.response is not None
    assert (result.response.status, result.response.body) == (201, b"other")
    assert result.response.headers == (("X-A", "1"), ("X", "2"), ("X", "3"))
    assert (result.request, result.step, result.number) == (first.request, "made", 1)


def test_unanswered_takes_the_answer_away() -> None:
    def spoil(answer: Answer) -> None:
        answer.unanswered = "the connection broke"

    result = after(spoil, exchange())
    assert (result.response, result.unanswered) == (None, "the connection broke")
    assert result.sent


def test_a_saboteur_is_noticed_by_its_requirement() -> None:
    _, walk = house()

    @walk.must("HOUSE-01", PAGE)
    def named(made: Answered) -> None:
        """The name is `a`."""
        expect(made).at("/name").equals("a")

    def forgets(answer: Answer) -> None:
        del answer["name"]

    assert judged(named, exchange()).outcome is Outcome.PASS
    assert judged(named, *spoilt(named, forgets, exchange()).exchanges).outcome is Outcome.FAIL
