"""What a hostile target does with a connection on which a request has come."""

from __future__ import annotations

import gzip
import socket
import struct
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass

Act = Callable[[socket.socket], None]
"""What is done. It may raise OSError, as it does when the client hangs up."""

JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = JSON + b"Transfer-Encoding: chunked\r\n\r\n"
ENDLESS = b"x" * 65536
PAUSE = 0.05
TOO_LARGE = "the answer is larger than 2 MiB"
LATE = "no answer came within"
NO_HTTP = "the answer is no HTTP"
LARGE_HEAD = "a head or a line of the answer is longer than 100 KiB"
IN_THE_MIDDLE = "the target closed the connection in the middle of the answer"
NOT_IN_CODING = "the body isn't in its content coding"


@dataclass(frozen=True)
class Behaviour:
    """`said` is how the exchange's sentence begins; None where an answer comes all the same."""

    name: str
    act: Act
    said: str | None


def waits(taken: socket.socket) -> None:
    """Read on without an answer, until the other side has gone."""
    while taken.recv(65536):
        pass


def _silent(start: bytes = b"") -> Act:
    def act(taken: socket.socket) -> None:
        taken.sendall(start)
        waits(taken)

    return act


def says(*parts: bytes) -> Act:
    def act(taken: socket.socket) -> None:
        for part in parts:
            taken.sendall(part)

    return act


def _goes_on(start: bytes, piece: bytes, pause: float = 0.0) -> Act:
    def act(taken: socket.socket) -> None:
        taken.sendall(start)
        while True:
            taken.sendall(piece)
            time.sleep(pause)

    return act


def _resets(start: bytes) -> Act:
    def act(taken: socket.socket) -> None:
        taken.sendall(start)
        time.sleep(PAUSE)
        # To close with nothing to linger for sends a reset.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return act


def bomb(coding: str, pack: Callable[[bytes], bytes], times: int = 1) -> Act:
    """64 MiB, packed."""
    body = bytes(2**26)
    for _ in range(times):
        body = pack(body)
    return _coded(", ".join([coding] * times), body)


def _coded(codings: str, body: bytes) -> Act:
    head = f"Content-Encoding: {codings}\r\nContent-Length: {len(body)}\r\n\r\n"
    return says(JSON + head.encode() + body)


def _packed(data: bytes) -> bytes:
    return gzip.compress(data, 1, mtime=0)


BEHAVIOURS = (
    Behaviour("a first byte that doesn't come", _silent(), LATE),
    Behaviour("a head that doesn't end", _silent(JSON), LATE),
    Behaviour("a body that doesn't come", _silent(JSON + b"Content-Length: 2\r\n\r\n"), LATE),
    Behaviour("a head byte by byte", _goes_on(JSON, b"X", PAUSE), LATE),
    Behaviour("a body byte by byte", _goes_on(JSON + b"\r\n", b" ", PAUSE), LATE),
    Behaviour("chunks byte by byte", _goes_on(CHUNKED, b"1\r\n \r\n", PAUSE), LATE),
    Behaviour("a body without an end", _goes_on(JSON + b"\r\n", ENDLESS), TOO_LARGE),
    Behaviour(
        "chunks without an end", _goes_on(CHUNKED, b"10000\r\n" + ENDLESS + b"\r\n"), TOO_LARGE
    ),
    Behaviour("tiny chunks without an end", _goes_on(CHUNKED, b"1\r\n \r\n" * 9999), LATE),
    Behaviour("a chunk of many digits", _goes_on(CHUNKED, b"0" * 4096), LARGE_HEAD),
    Behaviour("an extension without an end", _goes_on(CHUNKED + b"1;", b"x" * 4096), LARGE_HEAD),
    Behaviour(
        "trailers without an end", _goes_on(CHUNKED + b"0\r\n", b"X: y\r\n" * 999), LARGE_HEAD
    ),
    Behaviour("2 GB announced", _silent(JSON + b"Content-Length: 2147483648\r\n\r\n"), TOO_LARGE),
    Behaviour(
        "2 GB sent", _goes_on(JSON + b"Content-Length: 2147483648\r\n\r\n", ENDLESS), TOO_LARGE
    ),
    Behaviour("a bomb in gzip", bomb("gzip", _packed), TOO_LARGE),
    Behaviour("a bomb in deflate", bomb("deflate", zlib.compress), TOO_LARGE),
    Behaviour("a bomb in gzip twice", bomb("gzip", _packed, 2), TOO_LARGE),
    Behaviour("a bomb in deflate three times", bomb("deflate", zlib.compress, 3), TOO_LARGE),
    Behaviour(
        "a hundred codings", _coded("gzip, " * 99 + "gzip", b""), "the body has more than 5 content"
    ),
    Behaviour("a coding that isn't there", _coded("gzip", b"{}"), NOT_IN_CODING),
    Behaviour("no HTTP", says(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), NO_HTTP),
    Behaviour("a status of four digits", says(b"HTTP/1.1 2000 OK\r\n\r\n"), NO_HTTP),
    Behaviour("a header without a name", says(JSON + b": x\r\n\r\n"), NO_HTTP),
    Behaviour("a null in a header", says(JSON + b"X: a\x00b\r\n\r\n"), NO_HTTP),
    Behaviour("a negative length", says(JSON + b"Content-Length: -1\r\n\r\n"), NO_HTTP),
    Behaviour(
        "two lengths", says(JSON + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"), NO_HTTP
    ),
    Behaviour("a chunk without a size", says(CHUNKED + b"zz\r\n"), NO_HTTP),
    Behaviour("a header of 1 MB", says(JSON + b"X: ", b"x" * 2**20, b"\r\n\r\n{}"), LARGE_HEAD),
    Behaviour("1 MB of headers", says(JSON, b"X: y\r\n" * 2**18, b"\r\n{}"), LARGE_HEAD),
    Behaviour("a hang-up", says(), "the target closed the connection without an answer"),
    Behaviour("a hang-up in the head", says(JSON), "the target closed the connection without"),
    Behaviour("a hang-up in the body", says(JSON + b"Content-Length: 9\r\n\r\n{}"), IN_THE_MIDDLE),
    Behaviour("a hang-up in the chunks", says(CHUNKED + b"9\r\n{}"), IN_THE_MIDDLE),
    Behaviour("a reset", _resets(b""), "the target reset the connection"),
    Behaviour(
        "a reset in the body",
        _resets(JSON + b"Content-Length: 9\r\n\r\n{}"),
        "the target reset the connection",
    ),
    Behaviour(
        "interim answers without an end",
        _goes_on(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 99),
        LATE,
    ),
    Behaviour("slow interim answers", _goes_on(b"", b"HTTP/1.1 100 Continue\r\n\r\n", PAUSE), LATE),
    Behaviour(
        "a redirect to itself",
        says(b"HTTP/1.1 307 Over There\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
        None,
    ),
    Behaviour(
        "a kept connection that is closed", says(JSON + b"Content-Length: 2\r\n\r\n{}"), None
    ),
    Behaviour("more than it announced", says(JSON + b"Content-Length: 2\r\n\r\n{}" * 2), None),
)


def answering(body: bytes) -> Act:
    """A success with this body."""
    return says(JSON + b"Content-Length: %d\r\n\r\n" % len(body), body)
