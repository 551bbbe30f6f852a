"""A server that remembers every request, and takes its time with each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.reference import RunningServer, Settings, create_app


@dataclass
class Watched:
    """The address of a server without limits, and the steps of all requests that reached it."""

    url: str
    steps: list[str] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Watched]:
    app: ASGIApp = create_app(Settings(limits="none"))
    steps: list[str] = []

    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = dict(scope["headers"])
            steps.append(headers.get(b"x-conformance-step", b"").decode())
            await asyncio.sleep(0.02)
        await app(scope, receive, send)

    with RunningServer(late) as running:
        yield Watched(running.url, steps)
