"""Names and their addresses: found in time, tried one after the other, within one time in all."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import httpcore
import pytest

from conformance.drive.client import Client
from conformance.drive.deadline import Deadline
from conformance.drive.resolving import addresses
from conformance.exchange import TIMED_OUT, Request

from .servers import OK, raw_server

NAME = "staging.example"
Asked = list[tuple[str, float]]


def naming(monkeypatch: pytest.MonkeyPatch, *found: str) -> None:
    """Let the name have these addresses."""
    real = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *more: Any, **named: Any) -> list[Any]:
        if host != NAME:
            return real(host, port, *more, **named)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def connecting(
    monkeypatch: pytest.MonkeyPatch, connect: Callable[[str, float], httpcore.NetworkStream]
) -> Asked:
    """Which addresses are tried, each with how many seconds."""
    asked: Asked = []

    def connect_tcp(_: object, host: str, port: int, timeout: float, *__: object) -> Any:
        asked.append((host, timeout))
        return connect(host, timeout)

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect_tcp)
    return asked


def test_an_address_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", None)
    assert addresses("127.0.0.1", 80, 1.0) == ("127.0.0.1",)
    assert addresses("::1", 80, 1.0) == ("::1",)


def test_each_address_of_a_name_is_there_once(monkeypatch: pytest.MonkeyPatch) -> None:
    naming(monkeypatch, "127.0.0.2", "127.0.0.1", "127.0.0.2")
    assert addresses(NAME, 80, 1.0) == ("127.0.0.2", "127.0.0.1")


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (socket.gaierror(-2, "unknown"), httpcore.ConnectError),
        (UnicodeError("label too long"), UnicodeError),
    ],
)
def test_what_is_no_name_says_so(
    monkeypatch: pytest.MonkeyPatch, error: Exception, raised: type[Exception]
) -> None:
    def getaddrinfo(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(raised):
        addresses(NAME, 80, 1.0)


def test_a_name_that_takes_too_long_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def getaddrinfo(*_: object, **__: object) -> list[Any]:
        go_on.wait(20)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    began = time.monotonic()
    with Client({}, 0.3) as client:
        answer, problem = client.send(Request("GET", f"http://{NAME}/"))
    go_on.set()
    assert (answer, problem) == (None, f"{TIMED_OUT} 0.3 seconds")
    assert time.monotonic() - began < 10


def test_the_next_address_is_tried_where_one_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    naming(monkeypatch, "127.0.0.2", "127.0.0.1")
    with raw_server(lambda _: OK) as server, Client({}, 5.0) as client:
        url = server.url.replace("127.0.0.1", NAME)
        answer, problem = client.send(Request("GET", url))
    assert problem is None
    assert answer is not None
    assert f"Host: {url.removeprefix('http://')}".encode() in server.asked[0]


def test_all_addresses_have_one_time_together(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(host: str, seconds: float) -> httpcore.NetworkStream:
        time.sleep(seconds)
        raise httpcore.ConnectTimeout(host)

    names = [f"127.0.0.{number}" for number in range(2, 6)]
    naming(monkeypatch, *names)
    asked = connecting(monkeypatch, silent)
    with pytest.raises(httpcore.ConnectTimeout, match=r"127\.0\.0\.2"):
        Deadline(0.8).connect_tcp(NAME, 80)
    assert [host for host, _ in asked] == names
    assert sum(seconds for _, seconds in asked) <= 0.8
    # A silent address leaves time for the next.
    assert asked[0][1] <= 0.2


def test_of_several_failures_the_first_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(host: str, _: float) -> httpcore.NetworkStream:
        raise httpcore.ConnectError(host)

    naming(monkeypatch, "127.0.0.2", "127.0.0.3")
    asked = connecting(monkeypatch, failing)
    with pytest.raises(httpcore.ConnectError, match=r"127\.0\.0\.2"):
        Deadline(5.0).connect_tcp(NAME, 80)
    assert [host for host, _ in asked] == ["127.0.0.2", "127.0.0.3"]
