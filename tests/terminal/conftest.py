"""A server that takes its time, so that there is something to see meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.calibration import choosing
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings, create_app


@pytest.fixture(scope="session")
def slow() -> Iterator[str]:
    """A server with latency that forgets the form type, and fails LEAD-02 and others by it."""
    app: ASGIApp = choosing.faulty("LEAD-02", SANDBOX_TOKENS)(create_app(Settings(limits="none")))

    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await asyncio.sleep(0.05)
        await app(scope, receive, send)

    with RunningServer(late) as server:
        yield server.url
