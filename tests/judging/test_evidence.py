"""What an exchange is evidence of, and what must hold before it may be judged."""

from __future__ import annotations

import datetime
import typing
from typing import Any

import pytest

from conformance.contract import Contract
from conformance.evidence import (
    Accepted,
    Answered,
    Demand,
    Evidence,
    Observations,
    Refused,
    Sent,
    shown,
)
from conformance.exchange import Exchange

from .builders import CONTRACT, LIST, MADE, RENAME, evidence, exchange, unanswered


def of(one: Exchange) -> Evidence:
    return Observations(CONTRACT).of(one)


def unmet(demanded: Any, one: Evidence) -> str | None:
    demand = typing.get_args(demanded)[1]
    assert isinstance(demand, Demand)
    return demand.unmet(one)


@pytest.mark.parametrize("answer", [MADE, {"id": "t1"}, {"created": "x", "more": [1]}])
def test_a_success_with_something_that_only_the_server_knows_is_accepted(answer: Any) -> None:
    assert evidence(answer).accepted


@pytest.mark.parametrize(
    "answer",
    [{}, {"name": "a"}, {"id": "", "created": None}, [], [MADE], None, "t1", b"", b"id", b"<html>"],
)
def test_a_success_that_shows_nothing_is_not_accepted(answer: Any) -> None:
    assert not evidence(answer).accepted


def test_an_echo_of_what_was_sent_is_not_accepted() -> None:
    sent = {"name": "a", "note": {"id": "t1", "created": "now"}}
    assert not evidence(sent, sent=sent).accepted


def test_where_an_answer_can_hold_nothing_new_nothing_is_accepted() -> None:
    assert not evidence({"name": "a", "id": "t1"}, operation=RENAME).accepted


@pytest.mark.parametrize("status", [199, 302, 400, 401, 429, 500])
def test_only_a_success_is_accepted(status: int) -> None:
    assert not evidence(status=status).accepted
    assert not evidence([MADE], operation=LIST, status=status).accepted


@pytest.mark.parametrize("status", [200, 201, 299])
def test_every_success_counts(status: int) -> None:
    assert evidence(status=status).accepted


def test_a_request_outside_the_contract_is_not_accepted() -> None:
    assert not evidence(operation=None).accepted
    assert not evidence(operation="POST /elsewhere").accepted


def test_a_list_is_accepted_where_the_contract_answers_one() -> None:
    assert evidence([MADE, MADE], operation=LIST).accepted
    assert not evidence([MADE, "t2"], operation=LIST).accepted
    for answer in ([MADE, {}], [{"parts": [1]}], [], {}, MADE):
        assert not evidence(answer, operation=LIST).accepted


@pytest.mark.parametrize(
    ("status", "succeeded", "refused"),
    [(199, False, False), (200, True, False), (299, True, False), (300, False, False),
     (399, False, False), (400, False, True), (499, False, True), (500, False, False)],
)  # fmt: skip
def test_the_classes_of_a_status(status: int, succeeded: bool, refused: bool) -> None:
    one = evidence(status=status)
    assert (one.status, one.succeeded, one.refused) == (status, succeeded, refused)


def test_no_answer_is_status_nought_and_neither_success_nor_refusal() -> None:
    one = of(unanswered())
    assert (one.status, one.body, one.header("Date"), one.media_type) == (0, b"", None, "")
    kinds = (one.succeeded, one.refused, one.accepted, one.is_json)
    assert kinds == (False, False, False, False)


def test_null_is_json_and_what_is_not_json_is_none() -> None:
    assert evidence(None).is_json
    assert evidence(b"{").json is None
    assert not evidence(b"{").is_json
    assert not evidence(b"NaN").is_json


def test_what_was_sent_is_read_as_json_or_is_none() -> None:
    assert evidence(sent={"name": "ä"}).sent == {"name": "ä"}
    assert evidence(sent=b"").sent is None
    assert evidence(sent=b"\xff").sent is None


def test_headers_and_media_type_have_no_case() -> None:
    one = evidence(headers=(("content-TYPE", "Application/JSON ; charset=utf-8"), ("X", "1")))
    assert one.media_type == "application/json"
    assert one.header("x") == "1"


def test_a_repeated_header_is_one_with_a_comma() -> None:
    one = evidence(headers=(("Allow", "GET"), ("Date", "now"), ("allow", "PUT")))
    assert one.header("Allow") == "GET, PUT"


def test_demands_are_met_by_what_they_name() -> None:
    made, no = evidence(), evidence({"detail": "no"}, status=422)
    assert [unmet(wanted, made) for wanted in (Sent, Answered, Accepted)] == [None] * 3
    assert [unmet(wanted, no) for wanted in (Sent, Answered, Refused)] == [None] * 3


def test_demands_say_what_came_instead() -> None:
    assert unmet(Accepted, evidence(status=503)) == (
        "it was answered 503, not with a success as documented"
    )
    assert unmet(Accepted, evidence({})) == "it was answered 200, not with a success as documented"
    assert unmet(Refused, evidence()) == "it was answered 200, which is no refusal"
    assert unmet(Refused, evidence(status=500)) == "it was answered 500, which is no refusal"


def test_without_an_answer_the_reason_is_handed_on() -> None:
    one = of(unanswered(why="the connection broke"))
    assert unmet(Sent, one) is None
    assert unmet(Answered, one) == shown(one) == "the connection broke"
    assert unmet(Accepted, one) == "the connection broke, not with a success as documented"
    assert unmet(Refused, one) == "the connection broke, which is no refusal"
    assert unmet(Answered, of(unanswered())) == "it got no answer"


def test_what_was_not_sent_is_evidence_of_nothing() -> None:
    one = of(unanswered(why="no chat could be opened", sent=False))
    assert unmet(Sent, one) == unmet(Answered, one) == "no chat could be opened"
    assert unmet(Sent, of(unanswered(sent=False))) == "it was not sent"


def test_schema_problems_name_place_rule_and_value() -> None:
    problems = evidence({**MADE, "name": 5, "parts": [1, "two"]}).schema_problems
    assert [problem[0] for problem in problems] == ["/name", "/parts/1"]
    assert problems[0][1:] == ('type: "string"', "5 is not of type 'string'")
    assert problems[1][1:] == ('type: "integer"', "'two' is not of type 'integer'")


def test_a_missing_member_is_a_problem_of_its_object() -> None:
    ((pointer, expected, actual),) = evidence([MADE, {}], operation=LIST).schema_problems[:1]
    assert pointer == "/1"
    assert expected == 'required: ["id", "name", "created"]'
    assert actual == "'id' is a required property"


def test_a_right_answer_and_one_outside_the_contract_have_no_schema_problems() -> None:
    assert evidence({**MADE, "more": 1.5}).schema_problems == ()
    assert evidence({}, operation=None).schema_problems == ()


def answering(schema: Any) -> Contract:
    """A contract of one operation, whose answers have this schema, or none at all."""
    content = {} if schema is None else {"content": {"application/json": {"schema": schema}}}
    operation = {"responses": {"200": {"description": "An answer", **content}}}
    return Contract({"openapi": "3.1.0", "paths": {"/things": {"get": operation}}}, "sha256:0")


def problems(schema: Any, answer: Any) -> tuple[tuple[str, str, str], ...]:
    one = exchange(operation=LIST, answer=answer)
    return Observations(answering(schema)).of(one).schema_problems


def test_where_null_is_right_something_else_may_be_wrong() -> None:
    schema = {"type": ["integer", "null"]}
    assert problems(schema, None) == problems(schema, 5) == ()
    assert problems(schema, "x") == (
        ("", 'type: ["integer", "null"]', "'x' is not of type 'integer', 'null'"),
    )


@pytest.mark.parametrize("answer", [b"", b"<html>", b"5"])
def test_an_answer_without_a_schema_has_no_problems(answer: bytes) -> None:
    assert problems(None, answer) == ()


def test_a_rule_and_what_is_said_of_it_are_cut() -> None:
    ((_, expected, actual),) = problems({"enum": ["x" * 300]}, "y" * 300)
    assert expected == 'enum: ["' + "x" * 118
    assert actual == "'" + "y" * 199


def test_a_rule_with_a_date_is_said_as_text() -> None:
    schema = {"const": datetime.date(2026, 1, 2)}
    assert problems(schema, 5)[0][1] == 'const: "2026-01-02"'


def test_it_knows_which_members_only_a_run_knows() -> None:
    assert evidence().ids == CONTRACT.ids == {"id"}


def test_evidence_is_not_kept_unless_asked_for() -> None:
    observations, one = Observations(CONTRACT), exchange(1)
    assert observations.of(one) == observations.of(one)
    assert observations.of(one) is not observations.of(one)


def test_evidence_is_made_once_for_each_exchange() -> None:
    observations = Observations(CONTRACT, keep=True)
    first, second = exchange(1), exchange(1)
    assert observations.of(first) is observations.of(first)
    assert observations.of(first) is not observations.of(second)
