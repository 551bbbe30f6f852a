"""Who may call: three carriers, each enough alone, and what is refused."""

from typing import Any

import httpx
import pytest

from .conftest import OpenChat

TOKEN = "secret-of-main"
OTHER = "secret-of-second"

GOOD: list[dict[str, Any]] = [
    {"headers": {"Authorization": f"Bearer {TOKEN}"}},
    {"headers": {"Authorization": f"bEARER  {TOKEN}"}},
    {"headers": {"X-API-Key": TOKEN}},
    {"params": {"access_token_query": TOKEN}},
    {"params": {"other": "1", "access_token_query": TOKEN}},
    {"headers": {"Authorization": f"Bearer {TOKEN}", "X-API-Key": TOKEN}},
]

BAD: list[dict[str, Any]] = [
    {},
    {"headers": {"Authorization": ""}},
    {"headers": {"Authorization": "Bearer"}},
    {"headers": {"Authorization": TOKEN}},
    {"headers": {"Authorization": f"Basic {TOKEN}"}},
    {"headers": {"Authorization": f"Bearer{TOKEN}"}},
    {"headers": {"Authorization": f"Bearer {TOKEN}, Bearer {TOKEN}"}},
    {"headers": {"Authorization": f"Bearer {TOKEN[:-1]}"}},
    {"headers": {"Authorization": f"Bearer {TOKEN}x"}},
    {"headers": {"Authorization": f"Bearer {TOKEN.upper()}"}},
    {"headers": {"Authorization": b"Bearer \xff\xfe"}},
    {"headers": {"X-API-Key": ""}},
    {"headers": {"X-API-Key": TOKEN.upper()}},
    {"headers": {"X-API-Key": f"Bearer {TOKEN}"}},
    {"params": {"access_token_query": ""}},
    {"params": {"access_token_query": TOKEN[:-1]}},
    {"params": {"access_token_query": "\U0001f511"}},
    {"params": {"ACCESS_TOKEN_QUERY": TOKEN}},
    {"headers": {"Authorization": f"Bearer {TOKEN}", "X-API-Key": "wrong"}},
    {"headers": {"Authorization": f"Bearer {TOKEN}", "X-API-Key": OTHER}},
    {"headers": {"X-API-Key": TOKEN}, "params": {"access_token_query": ""}},
    {"headers": {"X-API-Key": TOKEN, "Authorization": "nonsense"}},
    {"params": [("access_token_query", TOKEN), ("access_token_query", OTHER)]},
]


@pytest.mark.parametrize("carried", GOOD)
def test_each_carrier_is_enough_on_each_operation(
    anonymous: httpx.Client, open_chat: OpenChat, carried: dict[str, Any]
) -> None:
    chat_id = open_chat()
    requests = [
        ("POST", "/external/message/new-chat", {"client_id": "c"}),
        ("POST", "/external/message/new-message", {"sender": "user", "content": "c"}),
        ("POST", "/external/message/email-handoff", {"customer_email": "a@example.com"}),
        ("POST", "/external/agent", {"content": "c"}),
        ("POST", "/external/agent/v2", {"content": "c"}),
        ("GET", f"/external/chat/{chat_id}/messages", {}),
    ]
    for method, path, members in requests:
        body = {"chat_id": chat_id, **members}
        answer = anonymous.request(method, path, json=body, **carried)
        assert answer.status_code == 200
        assert int(answer.headers["X-RateLimit-Remaining"]) > 0


@pytest.mark.parametrize("carried", BAD)
@pytest.mark.parametrize("body", [b'{"client_id": "c"}', b"{}", b"{", b""])
def test_anything_else_is_401_whatever_the_body(
    anonymous: httpx.Client, carried: dict[str, Any], body: bytes
) -> None:
    answer = anonymous.post("/external/message/new-chat", content=body, **carried)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="')
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "X-RateLimit-Limit" not in answer.headers
    assert TOKEN.lower() not in (answer.text + str(answer.headers)).lower()


def test_another_agents_chat_is_as_unknown_as_any(
    client: httpx.Client, second: httpx.Client, open_chat: OpenChat
) -> None:
    chat_id = open_chat()
    requests = [
        ("POST", "/external/message/new-message", {"sender": "user", "content": "c"}),
        ("POST", "/external/message/email-handoff", {"customer_email": "a@example.com"}),
        ("POST", "/external/agent", {"content": "c"}),
        ("POST", "/external/agent/v2", {"content": "c"}),
        ("GET", "/external/chat/{}/messages", {}),
    ]
    for method, path, members in requests:
        foreign = second.request(method, path.format(chat_id), json={"chat_id": chat_id, **members})
        unknown = client.request(method, path.format("none"), json={"chat_id": "none", **members})
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.json() == unknown.json()
        assert "X-RateLimit-Remaining" in unknown.headers
    assert client.get(f"/external/chat/{chat_id}/messages").json() == []
