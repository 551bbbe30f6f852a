"""Targets from which no answer comes."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import Receive, Scope, Send

from conformance.calibration.useless.useless import Useless, application


async def _silence(scope: Scope, receive: Receive, send: Send) -> None:
    """Takes every request and never answers."""
    if scope["type"] == "http":
        await asyncio.sleep(30)


@contextmanager
def _nobody() -> Iterator[str]:
    """A port that is taken, on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


UNREACHABLE: tuple[Useless, ...] = (
    application("silence", _silence),
    Useless("nobody listens", _nobody),
)
