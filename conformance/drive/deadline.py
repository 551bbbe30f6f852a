"""Bounds an answer in time as a whole, where httpx bounds only each wait for more of it."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import Any

import httpx

CONNECTED = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})
REQUESTED = "http11.send_request_"


class Deadline:
    """The moment by which an answer has to be complete: `timeout` seconds after its request.

    Give `trace` to each request of one connection as the extension of this name. A head that comes
    byte by byte, or interim answers without an end, then raise httpx.ReadTimeout like silence does.
    `heard` says whether anything has come since the last request.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._at = math.inf
        self.heard = False

    def trace(self, event: str, details: Mapping[str, Any]) -> None:
        """Hears from httpx what happens to a request."""
        if event.startswith(REQUESTED):
            # A large request over a slow line is not the answer's fault.
            self._at = time.monotonic() + self._timeout
            self.heard = False
        elif event in CONNECTED:
            self._bound(details["return_value"])

    def _bound(self, stream: Any) -> None:
        read = stream.read

        def bounded(most: int, timeout: float | None = None) -> bytes:
            left = self._at - time.monotonic()
            if left <= 0:
                raise httpx.ReadTimeout("the answer came too slowly")
            data: bytes = read(most, timeout=left if timeout is None else min(timeout, left))
            self.heard = self.heard or bool(data)
            return data

        stream.read = bounded
