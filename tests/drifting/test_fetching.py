"""Where a published document is looked for, and to whom a credential goes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from conformance.drift.fetching import USUAL, UnreachableError, fetch
from conformance.target import Credentials

from .builders import document

TOKEN = "a-token-of-an-agent"
GOOD = json.dumps(document()).encode()
Answers = Mapping[str, tuple[int, Mapping[str, str], bytes]]


class Publisher:
    """A server with a few answers; anything else is 404. It keeps what it was asked."""

    def __init__(self, answers: Answers) -> None:
        self.asked: list[tuple[str, str]] = []
        self.answers = answers
        self.url = ""

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    @property
    def credentials(self) -> set[str]:
        return {credential for _, credential in self.asked}


@contextmanager
def publishing(answers: Answers) -> Iterator[Publisher]:
    publisher = Publisher(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            publisher.asked.append((self.path, self.headers.get("Authorization", "")))
            status, headers, body = publisher.answers.get(self.path, (404, {}, b"no"))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as it is inherited
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    publisher.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield publisher
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("place", USUAL)
def test_the_usual_places_of_a_server_are_tried_in_order(place: str) -> None:
    with publishing({place: (200, {}, GOOD)}) as publisher:
        found = fetch(publisher.url, 5)
    assert found.url == publisher.url + place
    assert found.document == document()
    assert publisher.paths == list(USUAL[: USUAL.index(place) + 1])


def test_an_address_is_tried_itself_then_below_it_then_at_the_root() -> None:
    with publishing({"/openapi.json": (200, {}, GOOD)}) as publisher:
        fetch(f"{publisher.url}/api", 5)
    below = [f"/api{place}" for place in USUAL]
    assert publisher.paths == ["/api", *below, "/openapi.json"]
    with publishing({"/v3/api-docs": (200, {}, GOOD)}) as publisher:
        assert fetch(f"{publisher.url}/v3/api-docs", 5).url.endswith("/v3/api-docs")
    assert publisher.paths == ["/v3/api-docs"]


def test_nothing_else_is_tried_for_the_address_of_a_file() -> None:
    with publishing({}) as publisher, pytest.raises(UnreachableError, match="answers 404"):
        fetch(f"{publisher.url}/docs/v3.yaml", 5)
    assert publisher.paths == ["/docs/v3.yaml"]


def test_a_page_for_people_is_passed_over() -> None:
    answers: Answers = {
        "/openapi.json": (200, {}, b"<!doctype html><html></html>"),
        "/openapi.yaml": (200, {}, GOOD),
    }
    with publishing(answers) as publisher:
        assert fetch(publisher.url, 5).url.endswith("/openapi.yaml")


def test_redirects_are_followed_within_one_origin() -> None:
    with publishing({"/openapi.json": (200, {}, GOOD)}) as other:
        there = (302, {"Location": "/real.json"}, b"")
        away = (302, {"Location": f"{other.url}/openapi.json"}, b"")
        answers = {
            "/openapi.json": away,
            "/openapi.yaml": there,
            "/real.json": (200, {}, GOOD),
        }
        with publishing(answers) as publisher:
            fetch(publisher.url, 5)
            assert publisher.paths == ["/openapi.json", "/openapi.yaml", "/real.json"]
        assert other.asked == []


def test_redirects_in_circles_are_left() -> None:
    answers = {"/openapi.json": (307, {"Location": "/openapi.json"}, b"")}
    with publishing(answers) as publisher, pytest.raises(UnreachableError, match="in circles"):
        fetch(f"{publisher.url}/openapi.json", 5)
    assert len(publisher.asked) == 4


@pytest.mark.parametrize(
    "location", ["", "http://[x", "ftp://127.0.0.1/", "//evil.test:x/", "http://a{secret:main}/"]
)
def test_redirects_to_nowhere_are_not_followed(location: str) -> None:
    answers = {"/openapi.json": (302, {"Location": location}, b"")}
    credentials = Credentials({"main": TOKEN})
    with publishing(answers) as publisher, pytest.raises(UnreachableError) as error:
        fetch(f"{publisher.url}/openapi.json", 5, credentials)
    assert TOKEN not in str(error.value)
    assert set(publisher.paths) == {"/openapi.json"}


def test_a_credential_is_sent_only_where_it_is_asked_for_and_stays_in_no_document() -> None:
    echo = {**document(), "info": {"title": f"For {TOKEN}", "version": "1"}}
    with publishing({"/openapi.json": (200, {}, json.dumps(echo).encode())}) as publisher:
        fetch(publisher.url, 5)
        assert publisher.credentials == {""}
        found = fetch(publisher.url, 5, Credentials({"main": TOKEN}))
        assert publisher.credentials == {"", f"Bearer {TOKEN}"}
    assert TOKEN not in json.dumps(found.document)


def test_that_a_credential_might_help_is_said() -> None:
    with publishing({"/openapi.json": (401, {}, b"")}) as publisher:
        with pytest.raises(UnreachableError, match="or --authenticated"):
            fetch(publisher.url, 5)
        with pytest.raises(UnreachableError) as error:
            fetch(publisher.url, 5, Credentials({"main": TOKEN}))
    assert "--authenticated" not in str(error.value)


def test_a_server_that_is_not_there_is_told_at_once() -> None:
    with publishing({}) as publisher:
        pass
    with pytest.raises(UnreachableError, match="no connection could be made"):
        fetch(publisher.url, 5)


def test_braces_are_refused() -> None:
    with pytest.raises(UnreachableError, match="percent-encode"):
        fetch("http://127.0.0.1:1/{secret:main}", 5)


def test_a_document_that_is_too_large_is_not_read() -> None:
    answers: Answers = {"/openapi.json": (200, {}, b" " * (9 * 2**20))}
    with publishing(answers) as publisher, pytest.raises(UnreachableError, match="than 8 MiB"):
        fetch(publisher.url, 5)
