"""Each frozen case is what it says: valid, or invalid in exactly one way."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from conformance.corpus import CHAT, FILES, MEDIA_TYPE, SYNTAX, UNKNOWN, UNKNOWN_CHAT, Case
from conformance.fits import fits
from conformance.loading import load_contract
from conformance.outcome import Level
from conformance.resources import SPEC

from .oracle import CORPUS, PATHS, WITH_BODY, cases, problems, property_schema, request_of, schema

PLAIN_ID = r"conformance-unknown-[A-Za-z0-9_-]{1,44}"
SCHEMALESS = {UNKNOWN, SYNTAX, MEDIA_TYPE}
every = pytest.mark.parametrize("name", FILES)
with_body = pytest.mark.parametrize("name", WITH_BODY)


def pairs(name: str) -> list[tuple[Case, Case]]:
    return [(case, group.valid) for group in CORPUS[name] for case in group.invalid]


@with_body
def test_valid_bodies_are_valid(name: str) -> None:
    for group in CORPUS[name]:
        assert problems(name, group.valid.body) == set(), group.valid.id
        assert group.valid.raw is None


@with_body
def test_invalid_bodies_violate_one_place_only(name: str) -> None:
    for case, _ in pairs(name):
        assert case.violation is not None
        place, kind = case.violation.place, case.violation.kind
        if kind not in SCHEMALESS:
            found = problems(name, case.body)
            assert {where for where, _ in found} == {place}, case.id
            assert kind in {keyword for _, keyword in found}, case.id
        elif case.raw is None:
            assert problems(name, case.body) == set(), case.id


@every
def test_an_invalid_case_differs_from_its_control_in_its_place_only(name: str) -> None:
    for case, control in pairs(name):
        assert case.violation is not None
        assert (case.control, case.operation) == (control.id, control.operation)
        assert case.escaped == control.escaped
        place, kind = case.violation.place, case.violation.kind
        assert differing(case, control) == {expected_difference(place, kind)}, case.id


def differing(case: Case, control: Case) -> set[str]:
    """The pointers, parameters and headers in which two requests differ."""
    found = {
        f"header:{name}"
        for name in {*case.headers, *control.headers}
        if case.headers.get(name) != control.headers.get(name)
    }
    found |= {f"path:{name}" for name in case.path if case.path[name] != control.path[name]}
    if case.raw is not None:
        return found | {"the text"}
    if isinstance(case.body, dict) and isinstance(control.body, dict):
        missing = object()
        for name in {*case.body, *control.body}:
            one, other = case.body.get(name, missing), control.body.get(name, missing)
            if type(one) is not type(other) or (one is not missing and not same(one, other)):
                found.add(f"/{name}")
    elif not same(case.body, control.body):
        found.add("")
    return found


def same(one: Any, other: Any) -> bool:
    return json.dumps(one) == json.dumps(other)


def expected_difference(place: str, kind: str) -> str:
    return "the text" if kind == SYNTAX else place


@with_body
def test_malformed_texts_are_no_json(name: str) -> None:
    raws = [case for case in cases(name) if case.raw is not None]
    assert len(raws) >= 25
    for case in raws:
        assert case.raw is not None
        content = case.raw.encode("utf-8", "surrogateescape")
        with pytest.raises(ValueError):  # noqa: PT011 - of whichever parser
            json.loads(content.decode("utf-8"))
        # Bytes that aren't UTF-8 are what some parsers mend.
        broken = content.decode("utf-8", "replace") != case.raw
        assert case.level is Level.SHOULD or not broken, case.id


@every
def test_unknown_chats_are_the_only_ones_named_otherwise(name: str) -> None:
    for case in cases(name):
        named = case.path.get("chat_id")
        if isinstance(case.body, dict) and "chat_id" in case.body:
            named = case.body["chat_id"]
        wrong = case.violation
        if wrong and wrong.kind == UNKNOWN:
            assert isinstance(named, str)
            if case.level is Level.MUST:
                assert named == UNKNOWN_CHAT or re.fullmatch(PLAIN_ID, named), case.id
        elif named is not None and not (wrong and wrong.place == "/chat_id"):
            assert named == CHAT, case.id


@with_body
def test_every_keyword_is_violated_in_every_member(name: str) -> None:
    violated = {
        (case.violation.place, case.violation.kind) for case, _ in pairs(name) if case.violation
    }
    assert ("", "type") in violated
    for member in schema(name)["required"]:
        assert (f"/{member}", "required") in violated
    for member in schema(name)["properties"]:
        keywords = property_schema(name, member)
        for keyword in {"type", "enum", "format"} & keywords.keys():
            assert (f"/{member}", keyword) in violated, (member, keyword)


@with_body
def test_every_member_is_violated_by_every_other_type(name: str) -> None:
    seen: dict[str, set[str]] = {}
    for case, _ in pairs(name):
        if case.violation and case.violation.kind == "type" and case.violation.place:
            member = case.violation.place[1:]
            seen.setdefault(member, set()).add(type_of(case.body[member]))
    for member in schema(name)["properties"]:
        own = property_schema(name, member)["type"]
        allowed = {own} if isinstance(own, str) else set(own)
        others = {"string", "number", "boolean", "array", "object", "null"} - allowed
        assert seen[member] == others, member


def test_every_operation_gets_every_kind_of_body_that_is_no_object() -> None:
    for name in WITH_BODY:
        kinds = {
            type_of(case.body)
            for case, _ in pairs(name)
            if case.violation and (case.violation.place, case.violation.kind) == ("", "type")
        }
        assert kinds == {"string", "number", "boolean", "array", "null"}, name


def type_of(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    names = {str: "string", list: "array", dict: "object", type(None): "null"}
    return names.get(type(value), "number")


@every
def test_no_two_requests_are_alike(name: str) -> None:
    requests = [request_of(case) for case in cases(name)]
    assert len(set(requests)) == len(requests)
    ids = [case.id for case in cases(name)]
    assert len(set(ids)) == len(ids)


@every
def test_there_are_enough_of_each_intent(name: str) -> None:
    intents = [case.intent for case in cases(name)]
    assert intents.count("valid") >= 250
    assert intents.count("invalid") >= 250
    assert {case.operation for case in cases(name)} == {FILES[name]}


def test_there_are_no_more_handoffs_than_chats() -> None:
    assert len(CORPUS["email-handoff"]) <= len(CORPUS["new-chat"])


def test_every_source_gave_some() -> None:
    for name in WITH_BODY:
        makers = {case.made_by for case in cases(name)}
        assert makers == {"systematic", "hypothesis", "schemathesis", "coverage"}, name


@every
def test_they_fit_our_own_contract(name: str) -> None:
    operation = load_contract(SPEC).operation(FILES[name])
    assert (operation.path, operation.method.lower()) == PATHS[name]
    assert [group.valid.id for group in CORPUS[name] if not fits(group, operation)] == []
