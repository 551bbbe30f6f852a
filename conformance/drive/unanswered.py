"""Why a request got no answer, in a sentence without anything that the target sent."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpcore
import httpx

from conformance.drive.capacity import TooLargeError
from conformance.drive.decoding import UndecodableError
from conformance.exchange import TIMED_OUT

NO_CONNECTION = "no connection could be made"

BEFOREHAND = "an answer came before the request"
"""What the client says of an answer that stood behind the one to another request."""

CLOSED = "without sending a response"

PROTOCOL = {
    CLOSED: "the target closed the connection without an answer",
    "peer closed connection": "the target closed the connection in the middle of the answer",
    "buffer too long": "a head or a line of the answer is longer than 100 KiB",
    BEFOREHAND: "the target went on after its answer before, so that this one is not to be told",
    "": "the answer is no HTTP",
}
"""What the HTTP library says of an answer that is none, in part, and how we say it."""

BROKEN = (
    (ConnectionResetError, "the target reset the connection"),
    (BrokenPipeError, "the target closed the connection while it was being asked"),
    (ssl.SSLError, "the target broke off TLS"),
    (httpx.InvalidURL, "the address is none that a request can be sent to"),
    (httpcore.UnsupportedProtocol, "the address is none that a request can be sent to"),
    (UnicodeError, "the address is none that a request can be sent to"),
    (httpcore.LocalProtocolError, "the request is none that HTTP can carry"),
)

UNCONNECTED = (
    (socket.gaierror, "the name doesn't resolve"),
    (ConnectionRefusedError, "it was refused"),
    (ConnectionResetError, "the target reset it"),
    (ssl.SSLCertVerificationError, "the certificate isn't trusted"),
    (ssl.SSLEOFError, "the target closed it during the TLS handshake"),
    (ssl.SSLZeroReturnError, "the target closed it during the TLS handshake"),
    (ssl.SSLError, "the target speaks no TLS there that we do"),
    (OSError, "the address can't be reached"),
)


UNANSWERED = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    httpx.InvalidURL,
    OSError,
    UnicodeError,
    TooLargeError,
    UndecodableError,
)
"""All that sending a request, and reading what comes, may raise."""


def was_closed(error: Exception) -> bool:
    """Whether the connection was closed, rather than that something came that is no HTTP."""
    return not isinstance(error, httpcore.RemoteProtocolError) or CLOSED in str(error)


def why(error: Exception, timeout: float) -> str:
    """The sentence for what sending a request has raised; `timeout` is in seconds."""
    if isinstance(error, httpcore.TimeoutException):
        return f"{TIMED_OUT} {timeout:g} seconds"
    if isinstance(error, TooLargeError | UndecodableError):
        return str(error)
    if isinstance(error, httpcore.RemoteProtocolError):
        return next(ours for part, ours in PROTOCOL.items() if part in str(error))
    if isinstance(error, httpcore.ConnectError):
        reason = _first(error, UNCONNECTED) or "the address can't be reached"
        return f"{NO_CONNECTION} ({reason})"
    return _first(error, BROKEN) or f"the connection broke ({type(error).__name__})"


def _first(error: Exception, known: tuple[tuple[type[Exception], str], ...]) -> str | None:
    """What is said of the first thing that the error, or what it was raised from, is known as."""
    for cause in _causes(error):
        for kind, sentence in known:
            if isinstance(cause, kind):
                detail = getattr(cause, "verify_message", None)
                return f"{sentence}: {detail}" if detail else sentence
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what it was raised from, and so on."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__
