"""The payloads in fixtures/ are what their operations take; see also test_fixtures_of_flows."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.loading import load_contract
from conformance.resources import SPEC, fixture

CONTRACT = load_contract(SPEC)
CHAT = {"chat_id": "chat_123"}

BODIES: dict[str, tuple[str, dict[str, Any]]] = {
    f"{name}/{case}": (operation, {**CHAT, **body} if operation != "new-chat" else body)
    for name, operation in (
        ("lead-messages", "new-message"),
        ("appointment-requests", "new-message"),
        ("chats", "new-chat"),
        ("handoffs", "email-handoff"),
        ("handoff-unusual", "email-handoff"),
    )
    for case, body in fixture(name).items()
} | {
    f"story-messages/{number}": ("new-message", {**CHAT, **body})
    for number, body in enumerate(fixture("story-messages"))
}


def problems(operation: str, body: dict[str, Any]) -> list[str]:
    validator = CONTRACT.operation(operation).request_validator
    assert validator is not None
    return [problem.message for problem in validator.iter_errors(body)]


@pytest.mark.parametrize("name", BODIES)
def test_it_is_what_its_operation_takes(name: str) -> None:
    assert problems(*BODIES[name]) == []


@pytest.mark.parametrize("name", BODIES)
def test_without_its_first_member_it_would_not_be(name: str) -> None:
    operation, body = BODIES[name]
    first = next(iter(body))
    assert problems(operation, {key: body[key] for key in body if key != first})


@pytest.mark.parametrize(
    "case", fixture("invalid-bodies").values(), ids=fixture("invalid-bodies").keys()
)
def test_every_flaw_is_one(case: dict[str, Any]) -> None:
    valid = next(body for operation, body in BODIES.values() if operation == case["operation"])
    for name in case["missing"]:
        assert problems(case["operation"], {key: valid[key] for key in valid if key != name})
    for kind in ("mistyped_member", "other_sender", "no_address"):
        for change in case.get(kind, ()):
            assert problems(case["operation"], {**valid, **change}), change


def test_old_paths_lead_to_operations_and_are_none() -> None:
    for old in fixture("old-paths").values():
        assert CONTRACT.operation(old["operation"]).path != old["path"]
        assert old["path"] not in CONTRACT.document["paths"]
