"""What a fault is called: the same in each run, another for another fault."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.cause import cause_of
from conformance.exchange import Exchange, Request, Response


def exchange(operation: str | None = "POST /new-chat", status: int | None = 422) -> Exchange:
    answer = None if status is None else Response(status)
    request = Request("POST", "https://api.test/new-chat?run=8f2e")
    return Exchange(9, "auth", "one/case-7", "first call", operation, None, None, request, answer)


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("/metadata/form_type", "POST /new-chat: /metadata/form_type"),
        ("/messages/12/content", "POST /new-chat: /messages/*/content"),
        ("/3", "POST /new-chat: /*"),
        ("/a1/b", "POST /new-chat: /a1/b"),
        ("", "POST /new-chat: the body"),
        ("header:Retry-After", "POST /new-chat: header:Retry-After"),
        ("status", "POST /new-chat: status 422"),
    ],
)
def test_a_cause_says_where_and_nothing_that_changes(pointer: str, expected: str) -> None:
    assert cause_of(exchange(), pointer) == expected


@pytest.mark.parametrize("pointer", ["/metadata/a/0/b", "/metadata/valueOf", "/metadata/x\ny"])
def test_names_that_were_generated_say_nothing(pointer: str) -> None:
    generated = replace(exchange(), flow="generated")
    assert cause_of(generated, pointer) == "POST /new-chat: /metadata/*"
    assert cause_of(generated, f"/7{pointer}") == "POST /new-chat: /*/metadata/*"
    assert cause_of(generated, "/metadata") == "POST /new-chat: /metadata"


def test_another_wrong_status_is_another_cause() -> None:
    causes = {cause_of(exchange(status=status), "status") for status in (422, 500, None)}
    assert len(causes) == 3


def test_a_call_outside_the_contract_goes_by_its_step_and_not_by_its_variation() -> None:
    assert cause_of(exchange(operation=None), "/a") == "auth/one first call: /a"
