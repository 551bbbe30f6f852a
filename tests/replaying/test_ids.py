"""Ids are found where requests use them, and renewed there and nowhere else."""

from __future__ import annotations

import json

import pytest

from conformance.contract import Contract
from conformance.exchange import Exchange, Request, Response
from conformance.replay.ids import Givers, Id, Ids

BASE = "http://127.0.0.1:1"
LONG = Id(1, "chat_id", "conversation-1")
LONGER = Id(2, "chat_id", "conversation-12")
SHORT = Id(3, "chat_id", "7")
ODD = Id(4, "chat_id", 'né/ ?#%41"☃-and-more')
IDS = Ids([LONG, LONGER, SHORT, ODD])
NEW = {LONG: "new-1", LONGER: "new-12", SHORT: "8", ODD: 'ö/"'}


def request(body: bytes = b"", path: str = "/external/message/new-message") -> Request:
    return Request("POST", BASE + path, (), body)


def exchange(number: int, made: Request, operation: str | None, answer: bytes) -> Exchange:
    return Exchange(
        *(number, "f", "c", "s", operation, "main", "bearer", made), Response(200, (), answer)
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"chat_id": "conversation-1"}', '{"chat_id": "new-1"}'),
        ('{"chat_id": "conversation-12"}', '{"chat_id": "new-12"}'),
        ('{"chat_id": "conversation-1 "}', '{"chat_id": "new-1 "}'),
        ('[{"chat_id": "conversation-1"', '[{"chat_id": "new-1"'),
        ('{"chat_id" : "7", "content": "7", "n": 7}', '{"chat_id" : "8", "content": "7", "n": 7}'),
        ('{"chat_id": "77"}', '{"chat_id": "77"}'),
        ('{"chat_id": ["7"]}', '{"chat_id": ["7"]}'),
        (json.dumps({"a": ODD.value}), json.dumps({"a": 'ö/"'})),
        (
            json.dumps({"a": ODD.value}, ensure_ascii=False),
            json.dumps({"a": 'ö/"'}, ensure_ascii=False),
        ),
    ],
)
def test_in_a_body(before: str, after: str) -> None:
    renewed = IDS.renewed(request(before.encode()), NEW)
    assert renewed == request(after.encode())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("/external/chat/conversation-12/messages", "/external/chat/new-12/messages"),
        ("/external/chat/7/messages?a=7", "/external/chat/8/messages?a=7"),
        ("/external/chat/77/messages", "/external/chat/77/messages"),
        (
            "/external/chat/n%C3%A9%2F%20%3F%23%2541%22%E2%98%83-and-more",
            "/external/chat/%C3%B6%2F%22",
        ),
        ("/external/chat/c%6Fnversation-1/messages", "/external/chat/n%65w-1/messages"),
        ("//x/..%2f/%zz;a", "//x/..%2f/%zz;a"),
    ],
)
def test_in_a_path(before: str, after: str) -> None:
    assert IDS.renewed(request(path=before), NEW) == request(path=after)


def test_what_is_not_known_now_stays() -> None:
    made = request(b'{"chat_id": "conversation-1"}')
    assert IDS.renewed(made, {}) == made
    assert Ids([]).renewed(made, NEW) == made


def test_only_ids_that_were_given_before_are_used() -> None:
    made = request(b'{"chat_id": "conversation-1", "metadata": ["conversation-12"]}')
    assert IDS.used(exchange(9, made, None, b"")) == {LONG, LONGER}
    assert IDS.used(exchange(2, made, None, b"")) == {LONG}
    assert IDS.used(exchange(9, request(b'{"content": "7"}'), None, b"")) == frozenset()


def test_the_first_answer_that_gave_an_id_counts() -> None:
    ids = Ids([LONG, Id(5, "chat_id", LONG.value)])
    made = request(b'{"chat_id": "conversation-1"}')
    assert ids.used(exchange(9, made, None, b"")) == {LONG}


def test_ids_are_what_other_operations_take(contract: Contract) -> None:
    givers = Givers(contract)
    opening = contract.operation("new-chat").key
    writing = contract.operation("new-message").key
    answer = b'{"chat_id": "c1", "agent_id": "a1", "client_id": "x", "created_at": "now"}'
    assert givers.given(exchange(4, request(), opening, answer)) == [Id(4, "chat_id", "c1")]
    assert givers.given(exchange(4, request(), writing, answer)) == []
    assert givers.given(exchange(4, request(), None, answer)) == []
    for odd in (b"", b"[]", b'{"chat_id": 5}', b'{"chat_id": ""}'):
        assert givers.given(exchange(4, request(), opening, odd)) == []
