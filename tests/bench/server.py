"""The server that both are run against: in a process of its own, with a fault in it or without.

It counts requests itself, so that both are measured alike.
"""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs
from urllib.request import urlopen

from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.reference import Faulty, RunningServer, Settings, create_app, fault_named

BEGIN, COUNT = "/__begin", "/__count"


class Counting:
    """The reference server without limits, new at each beginning, and a count of its requests.

    `latency` are the seconds that it waits before it answers.
    """

    def __init__(self) -> None:
        self._begin("", 0.0)

    def _begin(self, fault: str, latency: float) -> None:
        app: ASGIApp = create_app(Settings(limits="none"))
        self._app = Faulty(app, fault_named(fault)) if fault else app
        self._latency = latency
        self._count = 0
        self._first: float | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"] == BEGIN:
            asked = parse_qs(scope["query_string"].decode())
            latency = float(asked.get("latency", ["0"])[0])
            self._begin(asked.get("fault", [""])[0], latency)
            await self._tell(send)
        elif scope["path"] == COUNT:
            await self._tell(send)
        else:
            self._count += 1
            self._first = self._first or time.monotonic()
            if self._latency:
                await asyncio.sleep(self._latency)
            await self._app(scope, receive, send)

    async def _tell(self, send: Send) -> None:
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        body = json.dumps({"requests": self._count, "first": self._first}).encode()
        await send({"type": "http.response.body", "body": body})


class Served:
    """The server as its measurer sees it. `url` is its base address."""

    def __init__(self, url: str) -> None:
        self.url = url

    def begin(self, fault: str | None = None, latency: float = 0.0) -> None:
        """Become a new server with this fault, or with none; `latency` are seconds."""
        self._ask(f"{BEGIN}?fault={fault or ''}&latency={latency}")

    def first(self) -> float:
        """When its first request came, by the clock of time.monotonic."""
        return float(self._ask(COUNT)["first"])

    def count(self) -> int:
        """The requests since it began."""
        return int(self._ask(COUNT)["requests"])

    def _ask(self, path: str) -> Any:
        with urlopen(self.url + path, timeout=10) as answer:
            return json.load(answer)


@contextmanager
def served() -> Iterator[Served]:
    """A server in a process of its own."""
    command = [sys.executable, "-m", __name__]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        yield Served(process.stdout.readline().strip())
        process.stdin.close()


if __name__ == "__main__":
    # Schemathesis sends what is no HTTP, and the server would tell of each in the table's place.
    logging.disable(logging.WARNING)
    with RunningServer(Counting()) as running:
        print(running.url, flush=True)
        sys.stdin.read()
