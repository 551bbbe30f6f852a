"""One connection that is kept, by httpcore: what httpx sends by, without what it has around it.

A pool for many servers and threads, cookies, redirects and encodings take a client as long as the
request does, and none of them is for a test to have decided on.
"""

from __future__ import annotations

import ssl
from functools import cache

import httpcore
import httpx

from conformance.drive.deadline import Deadline

KEPT = 5.0
"""Seconds for which a connection is kept without a request: many servers close it soon after."""

SCHEMES = {"http", "https"}


class Connection:
    """Keeps one connection to the server that was asked last; belongs to one thread.

    `timeout` is in seconds: of making the connection, of writing, and of an answer as a whole.
    """

    def __init__(self, timeout: float) -> None:
        self._deadline = Deadline(timeout)
        self._extensions = {"timeout": dict.fromkeys(("connect", "read", "write"), timeout)}
        self._made: httpcore.HTTPConnection | None = None
        self._origin: httpcore.Origin | None = None

    @property
    def heard(self) -> bool:
        """Whether anything has come since the last request began."""
        return self._deadline.heard

    def request(
        self, method: str, url: str, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> httpcore.Request:
        """A request with what HTTP wants in its head. The path and the query stay as written.

        Raises httpx.InvalidURL, httpcore.UnsupportedProtocol and UnicodeError.
        """
        scheme, _, rest = url.partition("://")
        host, slash, path = rest.partition("/")
        address, server = _address(f"{scheme}://{host}")
        where = httpcore.URL(
            scheme=address.scheme,
            host=address.host,
            port=address.port,
            target=(slash + path or "/").encode("ascii"),
        )
        names = {name.lower() for name, _ in headers}
        before = [] if b"host" in names else [(b"Host", server)]
        after = []
        if b"content-length" not in names:
            if body:
                after = [(b"Content-Length", b"%d" % len(body))]
            elif method in {"POST", "PUT", "PATCH"} and b"transfer-encoding" not in names:
                before.append((b"Content-Length", b"0"))
        return httpcore.Request(
            method.encode("ascii"),
            where,
            headers=[*before, *headers, *after],
            content=body,
            extensions=self._extensions,
        )

    def send(self, request: httpcore.Request) -> httpcore.Response:
        """The answer, its body still to be read. Raises httpcore's exceptions."""
        made, origin = self._made, request.url.origin
        if made is None or origin != self._origin or made.is_closed() or made.has_expired():
            self.close()
            made = httpcore.HTTPConnection(
                origin, _trust(), keepalive_expiry=KEPT, network_backend=self._deadline
            )
            self._made, self._origin = made, origin
        return made.handle_request(request)

    def close(self) -> None:
        """The next request makes another connection."""
        if self._made is not None:
            self._made.close()
            self._made = None


@cache
def _trust() -> ssl.SSLContext:
    """The trusted certificates: read once, because that takes as long as many requests."""
    return httpx.create_ssl_context(trust_env=False)


@cache
def _address(text: str) -> tuple[httpcore.URL, bytes]:
    """A server's address, and what the Host header says of it. Raises as `request` does."""
    url = httpx.URL(text)
    if url.scheme not in SCHEMES or not url.host:
        raise httpcore.UnsupportedProtocol("no server has such an address")
    address = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"/")
    return address, url.netloc
