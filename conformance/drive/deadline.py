"""Bounds an answer in time as a whole, where a client bounds only each wait for more of it."""

from __future__ import annotations

import math
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from conformance.drive.resolving import addresses


class Deadline(httpcore.NetworkBackend):
    """Makes connections on which an answer is complete `timeout` seconds after its request.

    They are made in as many seconds, whatever number of addresses a name has. A head that comes
    byte by byte, or interim answers without an end, raise httpcore.ReadTimeout like silence does.
    `heard` says whether anything has come since the last request. For one connection at a time.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._at = math.inf
        self._backend = httpcore.SyncBackend()
        self.heard = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self._timeout if timeout is None else timeout
        until = time.monotonic() + seconds
        failed: Exception | None = None
        found = addresses(host, port, seconds)
        for number, address in enumerate(found):
            # One that is silent leaves time for those behind it.
            part = (until - time.monotonic()) / (len(found) - number)
            if part <= 0:
                break
            try:
                made = self._backend.connect_tcp(address, port, part, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = failed or error
            else:
                return _Stream(made, self)
        raise failed or httpcore.ConnectTimeout("the name took too long")

    def asks(self) -> None:
        """A request is under way: the time that it takes on a slow line is not the answer's."""
        self._at = time.monotonic() + self._timeout
        self.heard = False

    def left(self) -> float:
        """The seconds left for the answer. Raises httpcore.ReadTimeout where there are none."""
        seconds = self._at - time.monotonic()
        if seconds <= 0:
            raise httpcore.ReadTimeout("the answer came too slowly")
        return seconds


class _Stream(httpcore.NetworkStream):
    """Reads as long as there is time, and writes a request's head and body at once.

    Every packet wakes the server, which otherwise has to wait for the second of the two.
    """

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline
        self._head = b""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._deadline.left()
        data = self._inner.read(max_bytes, left if timeout is None else min(timeout, left))
        if data:
            self._deadline.heard = True
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        head, self._head = self._head, b""
        try:
            # A request ends with a write, if only of nothing.
            if head or not buffer:
                self._inner.write(head + buffer, timeout)
            else:
                self._head = buffer
        finally:
            # Where a write breaks, there may still be an answer to what has arrived.
            self._deadline.asks()

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
