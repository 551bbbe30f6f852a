"""The old tool paths redirect, and never to another origin."""

import asyncio

import httpx
import pytest
from starlette.types import Message

from conformance.reference.legacy import LegacyRedirects

from .conftest import OpenChat, SendRaw

NEW_MESSAGE = "/external/message/new-message"
HANDOFF = "/external/message/email-handoff"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    ("name", "successor"),
    [
        ("lead-form", NEW_MESSAGE),
        ("appointment", NEW_MESSAGE),
        ("email-handoff", HANDOFF),
        ("email-handoff/", HANDOFF),
        ("anything/else", NEW_MESSAGE),
        ("", NEW_MESSAGE),
    ],
)
def test_old_paths_redirect_for_good(
    anonymous: httpx.Client, method: str, name: str, successor: str
) -> None:
    answer = anonymous.request(method, f"/external/tools/{name}")
    assert (answer.status_code, answer.headers["Location"]) == (308, successor)
    assert answer.content == b""


def test_following_keeps_method_body_and_query(
    anonymous: httpx.Client, open_chat: OpenChat
) -> None:
    answer = anonymous.post(
        "/external/tools/email-handoff?access_token_query=secret-of-main",
        json={"chat_id": open_chat(), "customer_email": "a@example.com"},
        follow_redirects=True,
    )
    assert answer.json()["status"] == "queued"
    assert len(answer.history) == 1


@pytest.mark.parametrize(
    "target",
    [
        b"/external/tools//evil.example",
        b"/external/tools///evil.example/..",
        b"/external/tools/%2F%2Fevil.example",
        b"/external/tools/\\\\evil.example",
        b"/external/tools/%5C%5Cevil.example",
        b"/external/tools/https://evil.example/",
        b"/external/tools/%0d%0aLocation:%20https://evil.example",
        b"/external/tools/..//evil.example",
        b"/external/tools/@evil.example",
        b"/external%2Ftools/evil.example",
        b"/external/tools/%00%ff%f0",
    ],
)
def test_hostile_paths_stay_on_this_origin(send_raw: SendRaw, target: bytes) -> None:
    answer = send_raw(
        b"GET " + target + b" HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n"
        b"X-Forwarded-Proto: gopher\r\nForwarded: host=evil.example\r\nConnection: close\r\n\r\n"
    )
    assert answer.startswith(b"HTTP/1.1 308 ")
    assert b"\r\nlocation: /external/message/new-message\r\n" in answer
    assert b"evil" not in answer


@pytest.mark.parametrize(
    "target", [b"//evil.example/external/tools/lead-form", b"/external/toolsx"]
)
def test_other_paths_do_not_redirect(send_raw: SendRaw, target: bytes) -> None:
    answer = send_raw(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize(
    "query",
    [b"a=1&b=2", b"a=%0d%0aX:%20y", b"q=%F0%9F%94%91&&=", b"a='\"<>{}|^`\\[]", b"a=//evil?b=?"],
)
def test_the_query_is_kept_byte_for_byte(send_raw: SendRaw, query: bytes) -> None:
    answer = send_raw(
        b"GET /external/tools/lead-form?" + query + b" HTTP/1.1\r\nHost: x\r\n"
        b"Connection: close\r\n\r\n"
    )
    assert b"\r\nlocation: /external/message/new-message?" + query + b"\r\n" in answer


def test_a_query_that_a_laxer_parser_lets_through_can_not_split_the_header() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def unused(*_arguments: object) -> Message:
        raise AssertionError

    path = "/external/tools/email-handoff"
    scope = {"type": "http", "path": path, "query_string": b"a=\r\nX: \xff\x0b"}
    asyncio.run(LegacyRedirects(unused)(scope, unused, send))  # type: ignore[arg-type]
    assert dict(sent[0]["headers"])[b"location"] == HANDOFF.encode() + b"?a=%0D%0AX:%20%FF%0B"
