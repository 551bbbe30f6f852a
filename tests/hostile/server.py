"""A server of which some calls are hostile, and all others answered by a correct one behind it."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from .behaviours import Act

Choose = Callable[[str], Act | None]
"""What is done with a request, by its path; None: it goes to the correct server."""

LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
LINES = 65536


class Hostile:
    """Listens on a free port of this machine, with a thread for each connection."""

    def __init__(self, choose: Choose, behind: str | None = None) -> None:
        self._choose = choose
        self._behind = urlsplit(behind or "").netloc
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._open: set[socket.socket] = set()
        self.asked = 0
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def accept(self) -> None:
        """Take connections until it is closed."""
        with contextlib.suppress(OSError):
            while True:
                taken, _ = self._listening.accept()
                self._open.add(taken)
                threading.Thread(target=self._talk, args=(taken,), daemon=True).start()

    def close(self) -> None:
        """Stop, and end every conversation."""
        for one in (self._listening, *self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _talk(self, taken: socket.socket) -> None:
        with taken, contextlib.suppress(OSError, http.client.HTTPException):
            while (request := _read(taken)) is not None:
                self.asked += 1
                act = self._choose(request.split(b" ", 2)[1].decode())
                if act is not None:
                    act(taken)
                    break
                taken.sendall(self._relayed(request))
        self._open.discard(taken)

    def _relayed(self, request: bytes) -> bytes:
        """The correct server's answer; it is asked to close, so that it ends where it ends."""
        head, _, body = request.partition(b"\r\n\r\n")
        host, _, port = self._behind.partition(":")
        with socket.create_connection((host, int(port))) as behind:
            behind.sendall(head + b"\r\nConnection: close\r\n\r\n" + body)
            answer = b""
            while part := behind.recv(LINES):
                answer += part
        return re.sub(rb"(?i)\r\nconnection: close", b"", answer, count=1)


def _read(taken: socket.socket) -> bytes | None:
    """The next request, whole; None where there is none."""
    data = b""
    while True:
        head, end, body = data.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if end and len(body) >= (int(length[1]) if length else 0):
            return data
        part = taken.recv(LINES)
        if not part:
            return None
        data += part


@contextlib.contextmanager
def hostile(act: Act, to: str = "", behind: str | None = None) -> Iterator[Hostile]:
    """A server that is hostile to each call whose path ends in `to`, which is every by default."""
    server = Hostile(lambda path: act if path.partition("?")[0].endswith(to) else None, behind)
    thread = threading.Thread(target=server.accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join(timeout=3)
