"""Refused requests: never carried out, never a 5xx, always a problem document."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from .conftest import OpenChat, SendRaw

NEW_CHAT = "/external/message/new-chat"
NEW_MESSAGE = "/external/message/new-message"
HANDOFF = "/external/message/email-handoff"
JSON = {"Content-Type": "application/json"}


def assert_problem(answer: httpx.Response, *statuses: int) -> None:
    assert answer.status_code in statuses
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["title"]
    assert problem["detail"]
    assert "Traceback" not in answer.text
    assert "secret-of" not in answer.text


ODD_BODIES = [
    b"",
    b" ",
    b"{",
    b"{]",
    b"{'client_id': 'c'}",
    b'{"client_id": "c",}',
    b'{"client_id": "c"} {}',
    b"null",
    b"1",
    b'"client_id"',
    b"[]",
    b'[{"client_id": "c"}]',
    b'\xef\xbb\xbf{"client_id": "c"}',
    b'{"client_id": "\xff"}',
    b'{"client_id": "\xed\xa0\x80"}',
    b'{"client_id": "a\nb"}',
    b'{"client_id": "\\ud800"}',
    b'{"client_id": "c", "metadata": {"\\udfff": 1}}',
    b'{"client_id": "c", "unknown": [{"a": "\\ud83d x"}]}',
    b'{"client_id": "c", "metadata": {"a": NaN}}',
    b'{"client_id": "c", "metadata": {"a": -Infinity}}',
    b'{"client_id": "c", "metadata": {"a": 1e400}}',
    b'{"client_id": "c", "metadata": {"a": ' + b"9" * 5000 + b"}}",
    b'{"client_id": "c", "metadata": {"a": ' + b"[" * 201 + b"]" * 201 + b"}}",
    b'{"client_id": "c", "metadata": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}",
    b"[" * 100_000,
]


@pytest.mark.parametrize("body", ODD_BODIES, ids=range(len(ODD_BODIES)))
def test_odd_json(client: httpx.Client, body: bytes) -> None:
    answer = client.post(NEW_CHAT, content=body, headers=JSON)
    assert_problem(answer, 400, 422)
    assert "X-RateLimit-Remaining" in answer.headers


def test_nesting_is_kept_up_to_the_bound(client: httpx.Client) -> None:
    deep: dict[str, Any] = {}
    for _ in range(197):
        deep = {"a": deep}
    answer = client.post(NEW_CHAT, json={"client_id": "c", "metadata": deep})
    assert answer.status_code == 200
    assert answer.json()["metadata"] == deep


@pytest.mark.parametrize(
    ("path", "valid", "faults"),
    [
        (
            NEW_CHAT,
            {"client_id": "c"},
            [
                {"client_id": ...},
                {"client_id": None},
                {"client_id": 1},
                {"ai_enabled": "true"},
                {"ai_enabled": 1},
                {"ai_enabled": None},
                {"lead_collected": 0},
                {"metadata": []},
                {"metadata": "{}"},
            ],
        ),
        (
            NEW_MESSAGE,
            {"sender": "user", "content": "c"},
            [
                {"chat_id": ...},
                {"chat_id": 1},
                {"sender": ...},
                {"sender": "User"},
                {"sender": "system"},
                {"content": ...},
                {"content": ["c"]},
                {"content": None},
                {"metadata": 0},
            ],
        ),
        (
            HANDOFF,
            {"customer_email": "a@example.com"},
            [
                {"chat_id": ...},
                {"customer_email": ...},
                {"customer_email": None},
                *(
                    {"customer_email": text}
                    for text in (
                        "",
                        "not-an-email",
                        "a@",
                        "@b",
                        "a@b@c.test",
                        "a b@example.com",
                        "a@exa mple.com",
                        " a@example.com",
                        "a@example.com\n",
                        "a@-example.com",
                        "a@example..com",
                        "a..b@example.com",
                        "A <a@example.com>",
                        "a@example.com, b@example.com",
                        "a" * 65 + "@example.com",
                    )
                ),
                {"reason": 1},
                {"context": {}},
                {"metadata": []},
            ],
        ),
        ("/external/agent", {"content": "c"}, [{"content": ...}, {"chat_id": ...}]),
        ("/external/agent/v2", {"content": "c"}, [{"content": 1}, {"metadata": "x"}]),
    ],
)
def test_schema_violations(
    client: httpx.Client,
    open_chat: OpenChat,
    path: str,
    valid: dict[str, Any],
    faults: list[dict[str, Any]],
) -> None:
    valid = {"chat_id": open_chat(), **valid}
    assert client.post(path, json=valid).status_code == 200
    for fault in faults:
        merged = {**valid, **fault}
        body = {name: value for name, value in merged.items() if value is not ...}
        answer = client.post(path, json=body)
        assert_problem(answer, 422)
        (mistake,) = answer.json()["errors"]
        assert mistake["pointer"] == f"/{next(iter(fault))}"


@pytest.mark.parametrize(
    "email",
    [
        "a@example.com",
        "first.last+tag@sub.example.org",
        "o'brien@xn--bcher-kva.example",
        "a@b.test",
        "x_y-z@host.invalid",
        "a@localhost",
    ],
)
def test_reserved_addresses_are_taken(
    client: httpx.Client, open_chat: OpenChat, email: str
) -> None:
    answer = client.post(HANDOFF, json={"chat_id": open_chat(), "customer_email": email})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("application/json", 200),
        ("Application/JSON; charset=utf-8", 200),
        ("application/vnd.optimly.v3+json", 200),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/jsonp", 415),
        ("text/json", 415),
        ("", 415),
        (None, 415),
    ],
)
def test_media_types(client: httpx.Client, media_type: str | None, status: int) -> None:
    headers = {} if media_type is None else {"Content-Type": media_type}
    answer = client.post(NEW_CHAT, content=b'{"client_id": "c"}', headers=headers)
    assert answer.status_code == status
    if status != 200:
        assert_problem(answer, status)


def test_a_body_up_to_1_mib_is_taken(client: httpx.Client) -> None:
    frame = len(json.dumps({"client_id": ""}))
    body = json.dumps({"client_id": "x" * (2**20 - frame)})
    assert client.post(NEW_CHAT, content=body, headers=JSON).status_code == 200
    assert_problem(client.post(NEW_CHAT, content=body + " ", headers=JSON), 413)
    assert client.post(NEW_CHAT, json={"client_id": "c"}).status_code == 200


def test_a_body_of_unknown_length_is_read_no_further_than_it_must(client: httpx.Client) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(64):
            yield b" " * 65_536

    assert_problem(client.post(NEW_CHAT, content=chunks(), headers=JSON), 413)


def test_an_announced_oversize_is_refused_before_it_is_sent(send_raw: SendRaw) -> None:
    answer = send_raw(
        b"POST /external/message/new-chat HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        b"X-API-Key: secret-of-main\r\nContent-Type: application/json\r\n"
        b"Content-Length: 99999999999\r\n\r\n"
    )
    assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("credential", [{}, {"X-API-Key": "secret-of-main"}])
@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        (NEW_CHAT, "POST"),
        (NEW_MESSAGE, "POST"),
        (HANDOFF, "POST"),
        ("/external/agent", "POST"),
        ("/external/agent/v2", "POST"),
        ("/external/chat/chat_1/messages", "GET"),
    ],
)
def test_wrong_methods(
    anonymous: httpx.Client, path: str, allowed: str, credential: dict[str, str]
) -> None:
    methods = ["GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]
    for method in methods:
        if method == allowed:
            continue
        answer = anonymous.request(method, path, headers=credential)
        assert answer.headers["Allow"] == allowed
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/external", f"{NEW_CHAT}/", "/external/chat//messages", "//external/agent"],
)
def test_unknown_paths(client: httpx.Client, path: str) -> None:
    answer = client.get(httpx.URL(client.base_url).copy_with(raw_path=path.encode()))
    assert_problem(answer, 404)
