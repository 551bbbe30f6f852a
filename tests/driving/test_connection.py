"""The connection that is kept: what a request's head has, how it goes out, when another is made."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

import httpcore
import pytest

from conformance.drive import connection
from conformance.drive.connection import Connection

from .servers import OK

Head = list[tuple[bytes, bytes]]


@dataclass
class KeptServer:
    """Keeps its connections, and remembers each part that comes at once, by connection."""

    url: str
    parts: list[list[bytes]] = field(default_factory=list)

    def serve(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                accepted, _ = listening.accept()
                self.parts.append([])
                threading.Thread(
                    target=self._answer, args=(accepted, self.parts[-1]), daemon=True
                ).start()

    def _answer(self, accepted: socket.socket, parts: list[bytes]) -> None:
        with accepted, suppress(OSError):
            while part := accepted.recv(2**20):
                parts.append(part)
                accepted.sendall(OK)


@contextmanager
def kept_server() -> Iterator[KeptServer]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = KeptServer(f"http://127.0.0.1:{listening.getsockname()[1]}")
        threading.Thread(target=server.serve, args=(listening,), daemon=True).start()
        yield server


def ask(
    asking: Connection, url: str, method: str = "POST", head: Head | None = None, body: bytes = b""
) -> None:
    answer = asking.send(asking.request(method, url, head or [], body))
    assert answer.read() == b"{}"
    answer.close()


def names(part: bytes) -> list[bytes]:
    head, _, _ = part.partition(b"\r\n\r\n")
    return [line.partition(b":")[0].lower() for line in head.split(b"\r\n")[1:]]


def test_head_and_body_go_out_at_once() -> None:
    with kept_server() as server, closing(Connection(2)) as asking:
        ask(asking, server.url, body=b"x" * 1000)
        ask(asking, server.url, body=b"y")
        # What would come in two parts had its answer after the first, and none after this.
        ask(asking, server.url, "GET")
    (parts,) = server.parts
    assert [part[-2:] for part in parts] == [b"xx", b"\ny", b"\r\n"]


@pytest.mark.parametrize(
    ("method", "head", "body", "length"),
    [
        ("POST", [], b"{}", b"2"),
        ("POST", [], b"", b"0"),
        ("DELETE", [], b"", None),
        ("GET", [], b"", None),
        ("GET", [], b"{}", b"2"),
        ("POST", [(b"content-length", b"2")], b"{}", b"2"),
    ],
)
def test_the_length_is_said_once_where_there_is_one(
    method: str, head: Head, body: bytes, length: bytes | None
) -> None:
    request = Connection(1).request(method, "http://127.0.0.1/a", head, body)
    said = [value for name, value in request.headers if name.lower() == b"content-length"]
    assert said == ([] if length is None else [length])


def test_the_host_is_said_first_unless_it_is_given() -> None:
    with kept_server() as server, closing(Connection(2)) as asking:
        ask(asking, server.url, head=[(b"X-One", b"1")])
        ask(asking, server.url, head=[(b"X-One", b"1"), (b"host", b"other.example")])
    ours, given = server.parts[0]
    assert names(ours)[0] == b"host"
    assert f"Host: {server.url.removeprefix('http://')}".encode() in ours
    assert names(given).count(b"host") == 1
    assert b"other.example" in given


def test_one_server_is_asked_by_one_connection() -> None:
    with kept_server() as server, closing(Connection(2)) as asking:
        for _ in range(3):
            ask(asking, server.url)
    assert [len(parts) for parts in server.parts] == [3]


def test_another_server_is_asked_by_another_connection() -> None:
    with kept_server() as one, kept_server() as other, closing(Connection(2)) as asking:
        for server in (one, other, one):
            ask(asking, server.url)
    assert [len(parts) for parts in one.parts] == [1, 1]
    assert [len(parts) for parts in other.parts] == [1]


def test_what_was_idle_for_long_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "KEPT", 0.0)
    with kept_server() as server, closing(Connection(2)) as asking:
        ask(asking, server.url)
        ask(asking, server.url)
    assert [len(parts) for parts in server.parts] == [1, 1]


class SlowlyBreaking(httpcore.NetworkStream):
    """Takes longer to break at a write than an answer may, and has an answer nevertheless."""

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        time.sleep(0.15)
        raise httpcore.WriteError("broken")

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return OK

    def close(self) -> None: ...

    def get_extra_info(self, info: str) -> object:
        return None


class Backend(httpcore.NetworkBackend):
    def connect_tcp(self, *_: object, **__: object) -> httpcore.NetworkStream:
        return SlowlyBreaking()


def test_where_a_write_breaks_there_is_time_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(httpcore, "SyncBackend", Backend)
    with closing(Connection(0.1)) as asking:
        ask(asking, "http://127.0.0.1:9", body=b"{}")


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "http:///a", "127.0.0.1/a"])
def test_what_is_no_address_of_a_server_is_refused(url: str) -> None:
    with pytest.raises(httpcore.UnsupportedProtocol):
        Connection(1).request("GET", url, [], b"")
