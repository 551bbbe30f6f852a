"""What is wrong with a request, as the contract's schema sees it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract import Contract
from conformance.corpus import FILES, Violation, load
from conformance.exchange import Headers, Request
from conformance.loading import load_contract
from conformance.operation import Operation
from conformance.resources import SPEC
from conformance.violation import ALIKE, _quickly, _thoroughly, violation, violations

MESSAGE = {"chat_id": "c", "sender": "user", "content": "x", "metadata": {"a": 1}}
BUNDLED = load_contract(SPEC)
JSON: Headers = (("Content-Type", "application/json; charset=utf-8"),)


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(SPEC)


def found(contract: Contract, body: Any, name: str = "new-message", headers: Headers = JSON) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return violation(Request("POST", "/", headers, content), contract.operation(name))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, None),
        ({"sender": "nobody"}, Violation("/sender", "enum")),
        ({"content": ["x"]}, Violation("/content", "type")),
        ({"metadata": 1}, Violation("/metadata", "type")),
    ],
)
def test_a_member_that_is_wrong(contract: Contract, change: Any, expected: Any) -> None:
    assert found(contract, {**MESSAGE, **change}) == expected


def test_a_member_that_is_missing(contract: Contract) -> None:
    for name in ("chat_id", "sender", "content"):
        body = {key: value for key, value in MESSAGE.items() if key != name}
        assert found(contract, body) == Violation(f"/{name}", "required")


def test_a_body_that_is_no_object_or_no_json(contract: Contract) -> None:
    assert found(contract, []) == Violation("", "type")
    for body in (b"", b"{", b"{'a': 1}", b"\xff", b"[" * 100_000):
        assert found(contract, body) == Violation("", "syntax")


def test_a_format(contract: Contract) -> None:
    body = {"chat_id": "c", "customer_email": "nobody"}
    assert found(contract, body, "email-handoff") == Violation("/customer_email", "format")


def test_a_media_type(contract: Contract) -> None:
    wrong = Violation("header:Content-Type", "media-type")
    assert found(contract, MESSAGE, headers=(("content-type", "text/plain"),)) == wrong
    assert found(contract, MESSAGE, headers=()) == wrong


def test_an_operation_without_a_body(contract: Contract) -> None:
    assert found(contract, b"", "{chat_id}/messages") is None


def frozen(contract: Contract) -> Iterator[tuple[Operation, Any]]:
    """The bodies of all frozen cases, as JSON comes off the wire."""
    for name, called in FILES.items():
        operation = contract.operation(called)
        if operation.request_validator is not None:
            for group in load(name):
                for case in (group.valid, *group.invalid):
                    yield operation, json.loads(json.dumps(case.body))


def test_the_quick_way_says_of_all_frozen_cases_what_the_other_says(contract: Contract) -> None:
    quickly = 0
    for operation, body in frozen(contract):
        assert violations(operation, body) == _thoroughly(operation, body), body
        quickly += _quickly(operation, body) is not None
    assert quickly > 2000


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)
VALUES = st.recursive(
    SCALARS | st.sampled_from(["user", "assistant", "a@example.com", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
NAMES = st.sampled_from(
    ["chat_id", "sender", "content", "metadata", "client_id", "customer_email", "reason"]
)


@settings(deadline=None, derandomize=True)
@given(VALUES | st.dictionaries(NAMES, VALUES, max_size=5), st.sampled_from(list(FILES.values())))
def test_the_quick_way_says_of_any_body_what_the_other_says(body: Any, name: str) -> None:
    operation = BUNDLED.operation(name)
    assert violations(operation, body) == _thoroughly(operation, body)


KEYWORDS: dict[str, Any] = {
    "integer": {"type": "integer", "minimum": -3, "maximum": 10**20},
    "number": {"type": ["number", "null"], "minimum": 0.1, "maximum": 0.3},
    "large": {"type": "integer", "minimum": 2**53, "maximum": 2**64},
    "one of": {"enum": [1, "x", None, [1, 2], {"k": 1.0}]},
    "flag": {"enum": [True, "1"]},
    "zero": {"const": 0},
    "object": {"const": {"x": [1]}},
    "text": {"type": "string", "minLength": 2, "maxLength": 3},
    "list": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "boolean"}},
}
EDGES = st.sampled_from(
    [
        *(-3, -4, 0, 1, 2**53, 2**53 - 1, 2**64, 2**64 + 1, 10**20, 10**20 + 1, 10**400),
        *(0.0, -0.0, 0.1, 0.3, 0.30000000000000004, 1.0, 3e0, 1e20, 1e308, True, False),
        *("😀😀", "e\u0301", "\x00\x00", "1", "x", [1, 2], {"k": 1}, {"x": [1.0]}),
    ]
)


@settings(deadline=None, derandomize=True, max_examples=500)
@given(st.dictionaries(st.sampled_from(list(KEYWORDS)), EDGES | VALUES, max_size=5) | VALUES)
def test_both_ways_say_the_same_of_every_keyword_that_is_left_to_the_quick_one(body: Any) -> None:
    operation = operation_with(KEYWORDS)
    assert _quickly(operation, body) in (None, _thoroughly(operation, body))


def test_every_keyword_that_is_left_to_the_quick_one_is_tried() -> None:
    wrong = {"number": 0, "large": 2**65, "one of": 7, "zero": 1, "text": "long", "list": []}
    others = {"text": "x", "list": [True] * 3, "integer": "1"}
    found = [_quickly(operation_with(KEYWORDS), body) for body in (wrong, others)]
    assert {one.kind for each in found for one in each or ()} == ALIKE


@cache
def _operation(schema: str) -> Operation:
    body = {"content": {"application/json": {"schema": json.loads(schema)}}}
    return Operation("x", "POST", "/x", {}, {"requestBody": body, "responses": {}})


def operation_with(properties: dict[str, Any]) -> Operation:
    """An operation whose request may have these members, and must have the first."""
    required = list(properties)[:1]
    form = {"type": "object", "required": required, "properties": properties}
    return _operation(json.dumps(form))


def test_what_the_two_may_see_differently_is_left_to_the_thorough_one(contract: Contract) -> None:
    operation = contract.operation("email-handoff")
    assert _quickly(operation, {"chat_id": "c", "customer_email": "nobody"}) is None
    assert _quickly(operation, {"chat_id": "\ud800"}) is None


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_without_a_value_is_no_null(contract: Contract, number: float) -> None:
    operation = contract.operation("new-message")
    for value in (number, [number], {"a": [number]}):
        body = {**MESSAGE, "metadata": value}
        assert _quickly(operation, body) is None
        assert violations(operation, body) == _thoroughly(operation, body)
    assert violations(operation, {**MESSAGE, "metadata": number})
