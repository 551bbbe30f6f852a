"""What is graded MUST is what every lawful server answers alike."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.generate.addresses import DOUBTFUL, NONE, ORDINARY, UNUSUAL
from conformance.generate.grading import (
    MUST,
    SHOULD,
    level_of_body,
    level_of_key,
    level_of_text,
    level_of_value,
)
from conformance.generate.leniency import ABSENT, level_of_flaw
from conformance.generate.members import Form, Member, form
from conformance.loading import load_contract
from conformance.resources import SPEC

from .oracle import problems

CONTRACT = load_contract(SPEC)


def form_of(name: str) -> Form:
    found = form(CONTRACT.operation(name))
    assert found is not None
    return found


def member(operation: str, name: str) -> Member:
    found = form_of(operation).member(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("x", MUST),
        (" x\n", MUST),
        ("\u0301", MUST),
        ("\U0001f468\u200d\U0001f469", MUST),
        ("x" * 2000, MUST),
        ("x" * 2001, SHOULD),
        ("x" * 20_001, None),
        ("", SHOULD),
        (" \u00a0\u200b\u2028", SHOULD),
        ("a\u0001b", SHOULD),
        ("a\u0085b", SHOULD),
        ("a\ufffeb", SHOULD),
        ("a\U0010ffffb", SHOULD),
        ("a\0b", None),
        ("a\ud800b", None),
    ],
)
def test_texts(text: str, level: object) -> None:
    assert level_of_text(text) is level


@pytest.mark.parametrize(
    ("value", "level"),
    [
        ({"a": [{"b": [{"c": 1}]}]}, MUST),
        ({"a": [{"b": [{"c": []}]}]}, SHOULD),
        ({"": 1}, SHOULD),
        ({"a.b": 1}, SHOULD),
        ({"$a": 1}, SHOULD),
        ({str(number): 1 for number in range(41)}, SHOULD),
        (2**53 - 1, MUST),
        (2**53, SHOULD),
        (0.5, MUST),
        (2.0**-20, MUST),
        (0.1, SHOULD),
        (1e300, SHOULD),
        (-0.0, None),
        (float("nan"), None),
        (float("inf"), None),
        ({"a": "\0"}, None),
        ({"\ud800": 1}, None),
    ],
)
def test_values(value: Any, level: object) -> None:
    assert level_of_value(value) is level


def test_values_beyond_any_depth_are_left_out() -> None:
    value: Any = 1
    for _ in range(31):
        value = [value]
    assert level_of_value(value) is None
    assert level_of_value(value[0]) is SHOULD


def test_keys() -> None:
    assert level_of_key("constructor") is MUST
    assert level_of_key("__proto__") is SHOULD
    assert level_of_key("k" * 64) is MUST
    assert level_of_key("k" * 65) is SHOULD


def test_a_body_is_as_ordinary_as_its_least_ordinary_member() -> None:
    messages = form_of("new-message")
    body: dict[str, Any] = {"chat_id": "{chat}", "sender": "user", "content": "text"}
    assert level_of_body(messages, body) is MUST
    assert level_of_body(messages, {**body, "metadata": {}}) is MUST
    assert level_of_body(messages, {**body, "metadata": None}) is SHOULD
    assert level_of_body(messages, {**body, "content": ""}) is SHOULD
    assert level_of_body(messages, {**body, "undocumented": 1}) is SHOULD


def test_long_client_ids_count_the_id_of_the_run() -> None:
    chats = form_of("new-chat")
    prefix = "conformance-{run}-"
    assert level_of_body(chats, {"client_id": prefix + "x" * 73}) is MUST
    assert level_of_body(chats, {"client_id": prefix + "x" * 74}) is SHOULD


@pytest.mark.parametrize(
    ("operation", "name", "value", "level"),
    [
        ("new-message", "sender", "nobody", MUST),
        ("new-message", "sender", "", MUST),
        ("new-message", "sender", "User", SHOULD),
        ("new-message", "sender", " user", SHOULD),
        ("new-message", "sender", "\uff55\uff53\uff45\uff52", SHOULD),
        ("new-message", "sender", None, MUST),
        ("new-message", "sender", ["user"], MUST),
        ("new-message", "sender", 1, SHOULD),
        ("new-message", "content", ABSENT, MUST),
        ("new-message", "content", ["text"], MUST),
        ("new-message", "content", {}, MUST),
        ("new-message", "content", 5, SHOULD),
        ("new-message", "content", True, SHOULD),
        ("new-message", "metadata", "text", MUST),
        ("new-message", "metadata", 5, MUST),
        ("new-message", "metadata", False, MUST),
        ("new-message", "metadata", ["a"], MUST),
        ("new-message", "metadata", [], SHOULD),
        ("new-message", "metadata", [["a", 1]], SHOULD),
        ("new-message", "metadata", '{"a": 1}', SHOULD),
        ("new-message", "metadata", "", SHOULD),
        ("new-chat", "ai_enabled", "perhaps", MUST),
        ("new-chat", "ai_enabled", [True], MUST),
        ("new-chat", "ai_enabled", {}, MUST),
        ("new-chat", "ai_enabled", "yes", SHOULD),
        ("new-chat", "ai_enabled", " TRUE ", SHOULD),
        ("new-chat", "ai_enabled", "", SHOULD),
        ("new-chat", "ai_enabled", 1, SHOULD),
        ("new-chat", "ai_enabled", None, SHOULD),
        ("new-chat", "client_id", None, MUST),
        ("email-handoff", "customer_email", "jane", MUST),
        ("email-handoff", "customer_email", "jane..doe@example.com", SHOULD),
        ("email-handoff", "customer_email", ["jane@example.com"], MUST),
        ("email-handoff", "customer_email", 5, SHOULD),
        ("email-handoff", "metadata", None, SHOULD),
        ("email-handoff", "reason", None, SHOULD),
    ],
)
def test_flaws(operation: str, name: str, value: Any, level: object) -> None:
    assert level_of_flaw(member(operation, name), value) is level


def handoff(address: str) -> dict[str, str]:
    return {"chat_id": "{chat}", "customer_email": address}


@pytest.mark.parametrize("address", [*ORDINARY, *UNUSUAL])
def test_addresses_are_addresses(address: str) -> None:
    assert problems("email-handoff", handoff(address)) == set()
    level = level_of_body(form_of("email-handoff"), handoff(address))
    assert level is (MUST if address in ORDINARY else SHOULD)


@pytest.mark.parametrize("address", [*NONE, *DOUBTFUL])
def test_what_is_no_address_is_none(address: str) -> None:
    assert problems("email-handoff", handoff(address)) == {("/customer_email", "format")}
    level = level_of_flaw(member("email-handoff", "customer_email"), address)
    assert level is (MUST if address in NONE else SHOULD)
