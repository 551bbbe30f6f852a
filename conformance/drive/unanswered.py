"""Why a request got no answer, in a sentence without anything that the target sent."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx

from conformance.drive.allowance import TooLargeError
from conformance.exchange import TIMED_OUT

NO_CONNECTION = "no connection could be made"

BEFOREHAND = "an answer came before the request"
"""What the client says of an answer that stood behind the one to another request."""

PROTOCOL = {
    "without sending a response": "the target closed the connection without an answer",
    "peer closed connection": "the target closed the connection in the middle of the answer",
    "buffer too long": "a head or a line of the answer is longer than 100 KiB",
    BEFOREHAND: "the target went on after its answer before, so that this one is not to be told",
}
"""What the HTTP library says of an answer that is none, and how we say it."""


def why(error: Exception, timeout: float) -> str:
    """The sentence for what sending a request has raised; `timeout` is in seconds."""
    if isinstance(error, httpx.TimeoutException):
        return f"{TIMED_OUT} {timeout:g} seconds"
    if isinstance(error, TooLargeError | httpx.DecodingError):
        return str(error)
    if isinstance(error, httpx.ConnectError):
        return f"{NO_CONNECTION} ({_why_not_connected(error)})"
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | UnicodeError):
        return "the address is none that a request can be sent to"
    if isinstance(error, httpx.LocalProtocolError):
        return "the request is none that HTTP can carry"
    if isinstance(error, httpx.RemoteProtocolError):
        said = str(error)
        ours = (sentence for part, sentence in PROTOCOL.items() if part in said)
        return next(ours, "the answer is no HTTP")
    if any(isinstance(one, ConnectionResetError | BrokenPipeError) for one in _causes(error)):
        return "the target reset the connection"
    if any(isinstance(one, ssl.SSLError) for one in _causes(error)):
        return "the target broke off TLS"
    return f"the connection broke ({type(error).__name__})"


def _why_not_connected(error: Exception) -> str:
    for cause in _causes(error):
        match cause:
            case socket.gaierror():
                return "the name doesn't resolve"
            case ConnectionRefusedError():
                return "it was refused"
            case ConnectionResetError():
                return "the target reset it"
            case ssl.SSLCertVerificationError():
                return f"the certificate isn't trusted: {cause.verify_message}"
            case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
                return "the target closed it during the TLS handshake"
            case ssl.SSLError():
                return f"the target speaks no TLS there that we do"
            case OSError() if cause.strerror:
                return cause.strerror
    return "the address can't be reached"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what it was raised from, and so on."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__
