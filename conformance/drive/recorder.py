"""Numbers the exchanges, takes the secrets out, and writes them down as they happen."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from conformance.drive.observer import Observer
from conformance.exchange import Exchange, Header, Transcript
from conformance.redaction import Redactor
from conformance.transcript import FiledExchanges, TranscriptWriter

PATIENCE = 8
"""So many requests in a row without an answer end the driving."""

LIMITED_PATIENCE = 12
"""So many requests in a row that are given up for 429, after waits, end it too."""


@dataclass
class Recorder:
    """Safe for several threads. `observer` is told of each exchange after it is written."""

    header: Header
    writer: TranscriptWriter
    redactor: Redactor
    observer: Observer = field(default_factory=Observer)
    count: int = 0
    faults: list[str] = field(default_factory=list)
    stopped: str | None = None
    _watched: list[Exchange] | None = None
    _silent: int = 0
    _limited: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.writer.begin(self.header)

    def now(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._began

    def record(self, exchange: Exchange) -> Exchange:
        """Give the exchange its number and write it down; returns it as it was written."""
        clean = self.redactor.exchange(exchange)
        with self._lock:
            self.count += 1
            written = replace(clean, number=self.count)
            self.writer.write(written)
            if written.sent:
                self._count(written)
        self.observer.records(written)
        if self._watched is not None:
            self._watched.append(written)
        return written

    @contextmanager
    def watching(self) -> Iterator[list[Exchange]]:
        """Everything that is written down meanwhile; one watcher at a time."""
        watched: list[Exchange] = []
        self._watched = watched
        try:
            yield watched
        finally:
            self._watched = None

    def _count(self, exchange: Exchange) -> None:
        response = exchange.response
        self._silent = 0 if response else self._silent + 1
        # What is sent again after a wait has not been given up yet.
        if response is not None and not exchange.superseded:
            self._limited = self._limited + 1 if response.status == 429 else 0
        if self._silent >= PATIENCE:
            silent = f"The target left {PATIENCE} requests in a row without an answer."
            self.stopped = self.stopped or silent
        if self._limited >= LIMITED_PATIENCE:
            limited = f"The target answered 429 to {LIMITED_PATIENCE} requests in a row."
            self.stopped = self.stopped or limited

    def stop(self, reason: str) -> None:
        """Nothing more is to be sent; the first reason counts."""
        with self._lock:
            self.stopped = self.stopped or reason
        self.observer.stops()

    def has_stopped(self) -> bool:
        """Whether nothing more is to be sent."""
        return self.stopped is not None

    def fault(self, description: str) -> None:
        """Note an error of the suite itself."""
        with self._lock:
            self.faults.append(self.redactor.text(description))

    def finish(self) -> None:
        """Write the footer."""
        with self._lock:
            self.writer.end(self.stopped, self.faults)

    def transcript(self, path: Path) -> Transcript:
        """All that was written so far into the transcript's file."""
        with self._lock:
            return Transcript(
                self.header,
                FiledExchanges(path, self.count),
                stopped=self.stopped,
                faults=tuple(self.faults),
            )


def utc_now() -> str:
    """This moment as RFC 3339 to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
