"""Servers at the level of bytes and of ASGI, which remember what they were asked."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from starlette.types import Receive, Scope, Send

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@dataclass
class RawServer:
    """Answers each connection's first request by `script`, then closes it.

    `script` gets the connection's number and returns the bytes to send.
    """

    script: Callable[[int], bytes]
    asked: list[bytes] = field(default_factory=list)
    url: str = ""

    def serve(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with connection:
                    self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        connection.settimeout(2)
        data = b""
        with contextlib.suppress(OSError):
            while not _is_whole(data):
                part = connection.recv(65536)
                if not part:
                    break
                data += part
            self.asked.append(data)
            connection.sendall(self.script(len(self.asked)))


def _is_whole(data: bytes) -> bool:
    head, end, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return bool(end) and len(body) >= (int(length[1]) if length else 0)


@contextlib.contextmanager
def raw_server(script: Callable[[int], bytes]) -> Iterator[RawServer]:
    """A server of scripted bytes on a free port of this machine."""
    server = RawServer(script)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread = threading.Thread(target=server.serve, args=(listening,), daemon=True)
        thread.start()
        yield server
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=3)


@dataclass
class Remembering:
    """An ASGI application: `answers` gives status, headers and body by the number of the call."""

    answers: Callable[[int], tuple[int, list[tuple[bytes, bytes]], bytes]]
    calls: list[Scope] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.calls.append(scope)
        self.bodies.append(body)
        status, headers, content = self.answers(len(self.calls))
        headers = [*headers, (b"content-length", str(len(content)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})


def always(
    status: int, body: bytes = b"{}", *headers: tuple[bytes, bytes]
) -> Callable[[int], tuple[int, list[tuple[bytes, bytes]], bytes]]:
    """The same answer to every call."""
    return lambda _: (status, list(headers), body)
