"""What is wrong with a request, as the contract's schema sees it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.contract import Contract
from conformance.corpus import Violation
from conformance.exchange import Headers, Request
from conformance.loading import load_contract
from conformance.resources import SPEC
from conformance.violation import violation

MESSAGE = {"chat_id": "c", "sender": "user", "content": "x", "metadata": {"a": 1}}
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
