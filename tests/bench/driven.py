"""A run that says how long it drove and judged: `python -m bench.driven URL LANES`.

It is what `optimly-conformance run` does, with the clock read when all has been driven and judged:
before the search for smaller requests, and before the reports.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from conformance.configuration import choose
from conformance.drive.observer import Observer
from conformance.exchange import Exchange
from conformance.hearing.process import ahead

DRIVEN = Path("driven.json")


class Clock(Observer):
    """Knows when the first request was sent, and when the last of them had been judged."""

    def __init__(self) -> None:
        self.began: float | None = None
        self.ended = 0.0
        self.requests = 0

    def records(self, exchange: Exchange) -> None:
        if self.began is None:
            self.began = time.monotonic() - (exchange.ended - exchange.started)
        self.requests += exchange.sent and not exchange.probe

    def searches(self) -> None:
        self.ended = time.monotonic()


def main() -> None:
    """Run with every feature, and write what it took into a file of the current directory."""
    url, lanes = sys.argv[1:]
    chosen = {
        "url": url,
        "concurrency": lanes,
        "profile": "full",
        "features": "transcript,agent",
        "report-dir": "report",
    }
    choices = choose(chosen, os.environ)
    clock = Clock()
    with ahead(choices.profile, own=False):
        from conformance.launch import launch  # noqa: PLC0415 - as the command does

        launched = launch(choices, os.environ, clock)
    assert clock.began is not None
    figures = {"requests": clock.requests, "seconds": clock.ended - clock.began}
    DRIVEN.write_text(json.dumps(figures), encoding="ascii")
    raise SystemExit(launched.gate.code)


if __name__ == "__main__":
    main()
