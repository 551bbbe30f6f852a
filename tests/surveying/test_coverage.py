"""What of a contract's document a run has exercised, and what it hasn't."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from conformance.capability import WITHOUT, Capability
from conformance.coverage.coverage import Coverage, MemberCoverage, OperationCoverage, Share
from conformance.coverage.covering import Covering
from conformance.coverage.gaps import gaps
from conformance.coverage.members import members
from conformance.evidence import Evidence

from .builders import CONTRACT, DOCUMENT, GET, POST, heard


def covered(*found: Evidence, capabilities: Iterable[str] = ()) -> Coverage:
    covering = Covering(CONTRACT, tuple(capabilities))
    for evidence in found:
        covering.hear(evidence)
    return covering.coverage()


def operation(coverage: Coverage, key: str = POST) -> OperationCoverage:
    [found] = [one for one in coverage.operations if one.operation == key]
    return found


def member(coverage: Coverage, pointer: str) -> MemberCoverage:
    [found] = [one for one in operation(coverage).members if one.pointer == pointer]
    return found


def test_a_schema_within_itself_is_followed_once() -> None:
    tree = members(DOCUMENT, {"$ref": "#/components/schemas/Tree"})
    assert [one.pointer for one in tree.all()] == ["", "/leaves", "/leaves/*", "/colour"]


def test_a_member_has_the_keywords_of_all_that_is_said_of_it() -> None:
    [schema] = [one.request_schema for one in CONTRACT.operations if one.key == POST]
    found = {one.pointer: one.keywords for one in members(DOCUMENT, schema).all()}
    assert found["/name"] == {"type", "minLength", "required"}
    assert found["/colour"] == {"enum"}


def test_members_and_keywords_are_counted_as_they_were_kept_and_broken() -> None:
    found = covered(
        heard({"name": "oak", "colour": "red"}),
        heard({"name": "o"}, 422),
        heard({"colour": "blue"}, 422),
        heard(["no object"], 422),
    )
    name, colour = member(found, "/name"), member(found, "/colour")
    assert (name.sent, name.kept, name.broken) == (
        2,
        {"type": 2, "minLength": 1, "required": 2},
        {"type": 0, "minLength": 1, "required": 1},
    )
    assert (colour.sent, colour.kept, colour.broken) == (2, {"enum": 1}, {"enum": 1})
    assert member(found, "").broken == {"type": 1}


def test_what_is_no_json_counts_as_a_request_and_as_no_member() -> None:
    evidence = heard()
    body = b'{"name": '
    request = replace(evidence.exchange.request, body=body)
    broken = replace(evidence, exchange=replace(evidence.exchange, request=request))
    found = covered(broken)
    assert operation(found).requests == 1
    assert member(found, "").sent == 0


def test_answers_go_to_their_status_their_group_or_are_not_documented() -> None:
    found = operation(
        covered(
            heard({}, 200, {"id": "a"}, headers=(("x-ratelimit-remaining", "3"),)),
            heard({}, 200, {"id": "a", "note": "b", "more": 1}),
            heard({}, 404),
            heard({}, 500),
            heard({}, None),
        )
    )
    by_status = {one.status: one for one in found.statuses}
    assert by_status["200"].answers == 2
    assert by_status["200"].members == {"/id": 2, "/note": 1}
    assert by_status["200"].headers == {"X-RateLimit-Remaining": 1}
    assert by_status["4XX"].answers == 1
    assert found.undocumented == {"500": 1}
    assert found.requests == 5


def test_what_was_not_sent_is_not_counted_and_what_is_outside_is_counted_apart() -> None:
    found = covered(
        heard({}, sent=False), heard({}, operation=None), heard({}, operation=None, carrier=None)
    )
    assert operation(found).requests == 0
    assert found.outside == 2
    assert found.carriers == {"bearer": 1, "api-key": 0}


def test_shares_are_sums_over_the_document() -> None:
    found = covered(heard({"name": "oak"}, 200, {"id": "a"})).shares()
    assert found["operations"] == Share(1, 2)
    assert found["statuses"] == Share(1, 4)
    assert found["members of successes"] == Share(1, 2)
    assert found["carriers"] == Share(1, 2)


def test_gaps_say_why() -> None:
    said = {(one.operation, one.what): one for one in gaps(covered(heard({"name": "oak"})))}
    assert said[GET, "the operation"].why == WITHOUT[Capability.TRANSCRIPT]
    unanswered = [one for one in gaps(covered(heard({"name": "oak"}))) if one.what == "statuses"]
    assert [(one.names, one.why) for one in unanswered] == [
        (("4XX",), "No request of this run was answered so."),
        (("429",), WITHOUT[Capability.EXHAUST]),
    ]
    assert "/colour" in said[POST, "members of requests"].names
    assert "/name minLength" in said[POST, "keywords"].names
    assert said[POST, "members of 200 answers"].names == ("/id", "/note")


def test_with_the_feature_and_the_consent_nobody_is_to_blame() -> None:
    able = covered(heard({}), capabilities=("transcript", "exhaust-rate-limit"))
    assert all("--" not in one.why for one in gaps(able))


def test_where_everything_was_exercised_there_is_no_gap() -> None:
    whole = {"name": "oak", "colour": "red", "leaves": [{}]}
    found = covered(
        heard(whole, 200, {"id": "a", "note": "b"}),
        heard({"name": 1, "colour": 1, "leaves": 1}, 400),
        heard({"name": "o", "leaves": [1]}, 429),
        heard({}, 400),
        heard([], 400),
        heard(operation=GET),
        capabilities=("transcript",),
    )
    assert gaps(found) == ()
    assert all(share.exercised == share.all for share in found.shares().values() if share.all > 2)
