"""One request over the wire: what arrives, and what becomes of an answer that is none."""

from __future__ import annotations

import gzip
import zlib

import pytest

from conformance.calibration.useless import USELESS
from conformance.drive.capacity import LARGEST_ANSWER
from conformance.drive.client import Client
from conformance.exchange import TIMED_OUT, Request

from .servers import OK, raw_server

PACKED = gzip.compress(b"{}", mtime=0)
SECRETS = {"main": "a/b+c secret%"}


def send(url: str, *, timeout: float = 0.3) -> tuple[int, str]:
    with Client({}, timeout) as client:
        response, problem = client.send(Request("GET", url))
    return (response.status if response else 0), problem or ""


def test_labels_become_secrets_in_headers_and_address_but_not_in_bodies() -> None:
    with raw_server(lambda _: OK) as server, Client(SECRETS, 1) as client:
        headers = (("X-API-Key", "{secret:main}"),)
        request = Request("POST", f"{server.url}/a?t={{secret:main}}", headers, b"{secret:main}")
        response, problem = client.send(request)
    assert problem is None
    assert response is not None
    assert response.status == 200
    assert server.asked[0].startswith(b"POST /a?t=a%2Fb%2Bc%20secret%25 HTTP/1.1\r\n")
    assert b"\r\nX-API-Key: a/b+c secret%\r\n" in server.asked[0]
    assert server.asked[0].endswith(b"\r\n\r\n{secret:main}")


@pytest.mark.parametrize(
    "path", ["//x.example/y", "/a\\b", "/%2F%2fx", "/a/../b", "/%5c", "/a?b=//c", "/a@b:c"]
)
def test_a_path_arrives_as_it_is_written(path: str) -> None:
    with raw_server(lambda _: OK) as server:
        assert send(server.url + path) == (200, "")
    assert server.asked[0].split(b" ")[1] == path.encode()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"garbage\r\n\r\n", "no HTTP"),
        (b"", "closed the connection without an answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", "in the middle of the answer"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "no HTTP"),
    ],
)
def test_an_answer_that_is_none_is_a_sentence(answer: bytes, said: str) -> None:
    with raw_server(lambda _: answer) as server:
        status, problem = send(server.url)
    assert status == 0
    assert said in problem
    assert len(server.asked) == 1


def test_an_answer_that_is_too_large_is_a_sentence() -> None:
    size = LARGEST_ANSWER + 1
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n".encode()
    with raw_server(lambda _: head + b"x" * size) as server:
        assert send(server.url, timeout=5) == (0, "the answer is larger than 2 MiB")


@pytest.mark.parametrize("codings", [["gzip"], ["gzip", "gzip"], ["deflate"]])
def test_an_answer_that_is_too_large_when_unpacked_is_a_sentence(codings: list[str]) -> None:
    body = b" " * (LARGEST_ANSWER + 1)
    for coding in codings:
        body = gzip.compress(body) if coding == "gzip" else zlib.compress(body)
    with raw_server(lambda _: packed(body, ", ".join(codings))) as server:
        assert send(server.url, timeout=5) == (0, "the answer is larger than 2 MiB")


def packed(body: bytes, coding: str) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@pytest.mark.parametrize(
    ("body", "coding", "came"),
    [
        (PACKED, "GZip", b"{}"),
        (gzip.compress(PACKED, mtime=0), "gzip, x-gzip", b"{}"),
        (zlib.compress(b"{}"), "deflate", b"{}"),
        (zlib.compress(b"{}", wbits=-15), "deflate", b"{}"),
        (PACKED, "gzip, identity", b"{}"),
        (b"{}", "identity", b"{}"),
        (b"\x1b{}", "br", b"\x1b{}"),
    ],
)
def test_content_codings_are_taken_off(body: bytes, coding: str, came: bytes) -> None:
    with raw_server(lambda _: packed(body, coding)) as server, Client({}, 1) as client:
        response, _ = client.send(Request("GET", server.url))
    assert response is not None
    assert response.body == came


def test_a_body_that_is_not_in_its_coding_is_a_sentence() -> None:
    with raw_server(lambda _: packed(b"{}", "gzip")) as server:
        assert send(server.url)[1] == "the body isn't in its content coding"


@pytest.mark.parametrize(
    "name",
    ["a slow head without an end", "slow interim answers only", "a slow body without an end"],
)
def test_an_answer_that_never_ends_is_a_sentence(name: str) -> None:
    (never_ending,) = (useless for useless in USELESS if useless.name == name)
    with never_ending.serving() as url:
        assert send(url)[1].startswith(TIMED_OUT)


def test_silence_is_a_sentence() -> None:
    half = b"HTTP/1.1 200 OK\r\n"
    with raw_server(lambda _: half) as server:
        assert send(server.url)[0] == 0
    import socket  # noqa: PLC0415 - only here

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        status, problem = send(url, timeout=0.1)
    assert status == 0
    assert problem.startswith(TIMED_OUT)


def test_nobody_there_is_a_sentence() -> None:
    assert send("http://127.0.0.1:1") == (0, "no connection could be made (it was refused)")


def test_redirects_are_not_followed() -> None:
    with raw_server(lambda _: OK) as elsewhere:
        moved = f"HTTP/1.1 302 Found\r\nLocation: {elsewhere.url}/\r\nContent-Length: 0\r\n\r\n"
        with raw_server(lambda _: moved.encode()) as server:
            assert send(server.url) == (302, "")
        assert elsewhere.asked == []


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_server(lambda _: OK) as proxy, raw_server(lambda _: OK) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert send(server.url) == (200, "")
        assert proxy.asked == []


def test_a_kept_connection_that_was_closed_is_tried_once_more() -> None:
    # The server says that it keeps the connection, and closes it all the same.
    with raw_server(lambda _: OK) as server, Client({}, 1) as client:
        for _ in range(3):
            response, problem = client.send(Request("GET", server.url))
            assert problem is None
            assert response is not None
    assert len(server.asked) == 3


def test_a_new_connection_that_breaks_is_not_tried_again() -> None:
    with raw_server(lambda _: b"") as server:
        assert send(server.url)[0] == 0
    assert len(server.asked) == 1
