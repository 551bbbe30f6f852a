"""Targets that speak no proper HTTP, on bare sockets."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from conformance.calibration.useless.useless import Useless

Conversation = Callable[[socket.socket], None]
"""What is done with a connection; it is closed afterwards."""

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
FILLING = b"0123456789abcdef" * 1024
PAUSE = 0.2


class _Listening:
    """Takes connections, and holds a conversation on each in a thread of its own."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._closed = threading.Event()
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def accept(self) -> None:
        """Take connections until it is closed."""
        while not self._closed.is_set():
            with suppress(OSError):
                taken, _ = self._socket.accept()
                self._open.add(taken)
                threading.Thread(target=self._talk, args=(taken,), daemon=True).start()

    def _talk(self, taken: socket.socket) -> None:
        # It ends by an error where the other side has hung up, or this one was closed.
        with taken, suppress(OSError):
            self._conversation(taken)
        self._open.discard(taken)

    def close(self) -> None:
        self._closed.set()
        for one in (self._socket, *self._open):
            with suppress(OSError):
                # Wakes whoever waits for it, which closing alone does not.
                one.shutdown(socket.SHUT_RDWR)
            one.close()


def connection(name: str, conversation: Conversation) -> Useless:
    """A useless target that does the same with every connection."""

    @contextmanager
    def serving() -> Iterator[str]:
        listening = _Listening(conversation)
        thread = threading.Thread(target=listening.accept, daemon=True)
        thread.start()
        try:
            yield listening.url
        finally:
            listening.close()
            thread.join()

    return Useless(name, serving)


def _closes(_: socket.socket) -> None:
    return


def _says(text: bytes) -> Conversation:
    """Waits for a request, says something and hangs up."""

    def conversation(taken: socket.socket) -> None:
        taken.recv(2**16)
        taken.sendall(text)

    return conversation


def _goes_on(start: bytes, piece: bytes, pause: float = 0.0) -> Conversation:
    """Says something without an end."""

    def conversation(taken: socket.socket) -> None:
        taken.recv(2**16)
        taken.sendall(start)
        while True:
            taken.sendall(piece)
            time.sleep(pause)

    return conversation


def _unfolds(taken: socket.socket) -> None:
    """Says little that becomes very much when it is unpacked, and then again."""
    taken.recv(2**16)
    twice = gzip.compress(gzip.compress(bytes(2**26), 1), 1)
    head = b"Content-Encoding: gzip, gzip\r\nContent-Length: %d\r\n\r\n" % len(twice)
    taken.sendall(OK + head + twice)


CHUNK = b"%X\r\n%s\r\n" % (len(FILLING), FILLING)

SOCKETS: tuple[Useless, ...] = (
    connection("closes at once", _closes),
    connection("closes after the head", _says(OK + b"Content-Length: 200\r\n\r\n")),
    connection("closes within the body", _says(OK + b'Content-Length: 200\r\n\r\n{"chat_id":')),
    connection("another protocol", _says(b"SSH-2.0-OpenSSH_9.6\r\n")),
    connection("a head without a status", _says(b"HTTP/1.1 OK\r\n\r\n{}")),
    connection("two lengths", _says(OK + b"Content-Length: 2\r\nContent-Length: 9\r\n\r\n{}")),
    connection("a body without an end", _goes_on(OK + b"\r\n", FILLING)),
    connection(
        "chunks without an end", _goes_on(OK + b"Transfer-Encoding: chunked\r\n\r\n", CHUNK)
    ),
    connection("a slow body without an end", _goes_on(OK + b"\r\n", b" ", PAUSE)),
    connection("a head without an end", _goes_on(OK, b"X-Filling: %s\r\n" % FILLING[:512])),
    connection("a slow head without an end", _goes_on(OK, b"X", PAUSE)),
    connection(
        "interim answers only",
        _goes_on(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 102 P\r\n\r\n"),
    ),
    connection(
        "slow interim answers only", _goes_on(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", PAUSE)
    ),
    connection("a body that is small only when compressed", _unfolds),
)
