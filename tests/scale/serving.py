"""The reference server in a process of its own, so that it takes no time from what is measured."""

from __future__ import annotations

import argparse
import asyncio
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.reference import RunningServer, Settings, create_app, documented_limits


@contextmanager
def served(latency: float = 0.0, window: float | None = None) -> Iterator[str]:
    """Its address. `latency` in seconds; `window`: the documented limits, in windows of so long."""
    command = [sys.executable, "-m", "scale.serving", "--latency", str(latency)]
    if window is not None:
        command += ["--window", str(window)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        yield process.stdout.readline().strip()
        process.stdin.close()


def main() -> None:
    """Serve until standard input is closed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--window", type=float)
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    window = given.window
    limits = "none" if window is None else documented_limits(window, window)
    app: ASGIApp = create_app(Settings(limits=limits))

    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await asyncio.sleep(given.latency)
        await app(scope, receive, send)

    with RunningServer(late if given.latency else app) as running:
        print(running.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
