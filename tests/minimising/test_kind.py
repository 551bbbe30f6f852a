"""What a smaller case must not become, though it would still fail."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from conformance.corpus import SYNTAX, UNKNOWN, Case, Group
from conformance.outcome import Level

from .builders import HANDOFF, MESSAGE, METADATA, OPENING, failing, invalid, minimised, valid


def always(case: Case) -> bool:
    """A server on which everything fails: each case comes down as far as it may."""
    return True


def flawed(operation: str, place: str, kind: str, body: Any) -> Any:
    return failing(minimised(invalid(operation, place, kind, body=body), always)[0]).body


def test_a_text_doesnt_become_blank() -> None:
    """A lawful server may refuse one."""
    assert minimised(valid("new-message"), always)[0].valid.body["content"] == "a"


@pytest.mark.parametrize("content", ["", " \n"])
def test_a_blank_text_may_stay_one(content: str) -> None:
    group, _ = minimised(
        valid("new-message", {"content": content}), lambda case: not case.body["content"].strip()
    )
    assert not group.valid.body["content"].strip()
    assert "metadata" not in group.valid.body


def test_a_key_doesnt_become_one_that_a_database_may_refuse() -> None:
    metadata = {"price in $ net": 1, "form_type": "x"}

    def shows(case: Case) -> bool:
        return any("$" in key for key in case.body.get("metadata") or {})

    group, server = minimised(valid("new-message", {"metadata": metadata}), shows)
    assert group.valid.body["metadata"] == {"a$": 1} or group.valid.body["metadata"] == {"a$": 0}
    for sent in server.groups:
        assert not any(key.startswith("$") for key in sent.valid.body.get("metadata") or {})


def test_no_telephone_number_is_made_up() -> None:
    metadata = {"phone": "+1-202-555-0143 ext 77"}

    def shows(case: Case) -> bool:
        values = (case.body.get("metadata") or {"": ""}).values()
        return any(sum(map(str.isdigit, str(value))) > 6 for value in values)

    _, server = minimised(valid("new-message", {"metadata": metadata}), shows)
    assert len(server.groups) > 3
    for sent in server.groups:
        for number in re.findall(r"[\d ().-]{7,}", json.dumps(sent.valid.body)):
            if sum(map(str.isdigit, number)) > 6:
                assert "1-202-555-0143" in number


def test_an_address_stays_reserved() -> None:
    def mails(case: Case) -> bool:
        return "mail" in case.body["customer_email"]

    group, _ = minimised(valid("email-handoff"), mails)
    assert group.valid.body == {"chat_id": "{chat}", "customer_email": "a@mail.example.com"}


@pytest.mark.parametrize(
    ("address", "smallest"),
    [
        ("jane.roe", "a"),
        ("@mail.example.com", "@example.com"),
        ("jane.roe@", "a@"),
        ("jane@roe@example.com", "a@@example.com"),
        ("jane..roe@example.com", "jane..roe@example.com"),
    ],
)
def test_what_is_wrong_with_an_address_stays_wrong(address: str, smallest: str) -> None:
    body = flawed(
        "email-handoff", "/customer_email", "format", {**HANDOFF, "customer_email": address}
    )
    assert body["customer_email"] == smallest


@pytest.mark.parametrize(
    ("operation", "member", "kind", "wrong", "smallest"),
    [
        ("new-message", "metadata", "type", [{"a": 1}, 2], [{}]),
        ("new-message", "metadata", "type", [], []),
        ("new-message", "metadata", "type", "some text", "a"),
        ("new-message", "metadata", "type", -17, 0),
        ("new-message", "sender", "enum", "super-user", "a"),
        ("new-message", "sender", "enum", " USER\n", "USER"),
        ("new-message", "content", "type", {"text": "Hello", "n": 4.5}, {"a": "a"}),
        ("new-message", "content", "type", True, False),
        ("new-chat", "ai_enabled", "type", "yesterday", "a"),
        ("new-chat", "lead_collected", "type", None, None),
    ],
)
def test_a_wrong_value_stays_clearly_wrong(
    operation: str, member: str, kind: str, wrong: Any, smallest: Any
) -> None:
    body = {**(MESSAGE if operation == "new-message" else OPENING), member: wrong}
    assert flawed(operation, f"/{member}", kind, body)[member] == smallest


@pytest.mark.parametrize(
    ("id_", "smallest"),
    [
        ("{unknown-chat}", "{unknown-chat}"),
        ("conformance-unknown-93ab_X", "conformance-unknown-a"),
        ("", ""),
        ("..", ".."),
        ("a b'c", "a "),
        ("x" * 900, "a" * 17),
        ("chat_123", "chat_123"),
    ],
)
def test_an_unknown_id_stays_one_that_no_chat_has(id_: str, smallest: str) -> None:
    found = flawed("new-message", "/chat_id", UNKNOWN, {**MESSAGE, "chat_id": id_})["chat_id"]
    assert found == smallest


def test_an_unknown_id_in_a_path_is_made_smaller_there() -> None:
    known = Case("v-1", "{chat_id}/messages", Level.MUST, "test", path={"chat_id": "{chat}"})
    group = invalid(
        "new-message", "path:chat_id", UNKNOWN, path={"chat_id": "conformance-unknown-9x"}
    )
    smallest, _ = minimised(Group(known, group.invalid), always)
    assert failing(smallest).path == {"chat_id": "conformance-unknown-a"}
    assert smallest.valid.path == {"chat_id": "{chat}"}


@pytest.mark.parametrize(
    ("raw", "smallest"),
    [
        ('{"content": "a\udcffb", "n": 1}', '{"content":"\udcff"}'),
        ("", ""),
        ("{'content': 'x'}", "{'content':'x'}"),
        ('{"a": 1} {"b": 2}', "{}{}"),
        ('{"a": [1, 2', "{"),
        (
            '{"client_id": "conformance-{run}-7", "metadata": {"n": 1, "conformance_run": "{run}"}',
            '{"client_id":"conformance-{run}-a","metadata":{"conformance_run":"{run}"}',
        ),
    ],
)
def test_what_is_no_json_stays_none_in_the_same_way(raw: str, smallest: str) -> None:
    assert (
        failing(minimised(invalid("new-message", "", SYNTAX, raw=raw), always)[0]).raw == smallest
    )


def test_only_needed_positions_stay_escaped() -> None:
    group = valid("new-message", {"metadata": METADATA}, escaped=(1, 4, 9))
    assert minimised(group, lambda case: 4 in case.escaped)[0].valid.escaped == (4,)
