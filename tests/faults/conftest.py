"""One reference server without limits, into which each test puts its fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.reference import RunningServer, Settings, create_app
from conformance.reference.faults import Fault, Faulty

TOKENS = {"secret-of-main": "agent_main", "secret-of-second": "agent_second"}


@dataclass
class Switched:
    """The reference server, with a fault in it or without."""

    correct: ASGIApp
    now: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.now(scope, receive, send)

    def become(self, fault: Fault | None) -> None:
        """A server with this fault, which knows of no earlier request."""
        self.now = self.correct if fault is None else Faulty(self.correct, fault)


@pytest.fixture(scope="session")
def switched() -> Switched:
    app = create_app(Settings(tokens=TOKENS, limits="none"))
    return Switched(app, app)


@pytest.fixture(scope="session")
def url(switched: Switched) -> Iterator[str]:
    with RunningServer(switched) as server:
        yield server.url
        switched.become(None)


def client_of(url: str, token: str) -> httpx.Client:
    return httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=5)


@pytest.fixture(scope="session")
def main(url: str) -> Iterator[httpx.Client]:
    """A client of agent_main."""
    with client_of(url, "secret-of-main") as client:
        yield client


@pytest.fixture(scope="session")
def second(url: str) -> Iterator[httpx.Client]:
    """A client of agent_second."""
    with client_of(url, "secret-of-second") as client:
        yield client
