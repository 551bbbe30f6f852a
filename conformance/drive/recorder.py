"""Numbers the exchanges, takes the secrets out, and writes them down as they happen."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from conformance.drive.journal import Journal
from conformance.drive.observer import Observer
from conformance.drive.patience import Patience, called
from conformance.exchange import Exchange, Header, Transcript
from conformance.redaction import Redactor
from conformance.requirement import Scenario
from conformance.transcript import FiledExchanges, TranscriptWriter, encoded

INTERRUPTED = "The run was interrupted from the keyboard."
TERMINATED = "The run was told to end (SIGTERM)."


class UnwritableError(Exception):
    """The transcript can't be written any further; its text is what the system says of it."""


@dataclass
class Recorder:
    """Safe for several threads. `observer` is told of each exchange after it is written.

    `begun`: the transcript has its header already, and `count` exchanges up to `offset` seconds.
    """

    header: Header
    writer: TranscriptWriter
    redactor: Redactor
    observer: Observer = field(default_factory=Observer)
    count: int = 0
    journal: Journal | None = None
    offset: float = 0.0
    begun: bool = False
    faults: list[str] = field(default_factory=list)
    stopped: str | None = None
    _watched: list[Exchange] | None = None
    _finished: bool = False
    _sealed: bool = False
    _unwritable: str | None = None
    _patience: Patience = field(default_factory=Patience)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        if not self.begun:
            self.writer.begin(self.header)

    def now(self) -> float:
        """Seconds since the run began."""
        return self.offset + time.monotonic() - self._began

    def sends(self, exchange: Exchange) -> None:
        """A request is about to be sent."""
        if self.journal is not None:
            clean = self.redactor.exchange(exchange)
            with self._writing():
                self.journal.sends(clean)

    def record(self, exchange: Exchange) -> Exchange:
        """Give the exchange its number and write it down; returns it as it was written."""
        clean = self.redactor.exchange(exchange)
        # Other lanes wait as long as the lock is held: what takes time is done before.
        rest = encoded(clean)
        with self._lock:
            written = replace(clean, number=self.count + 1)
            with self._writing():
                self.writer.write_encoded(written.number, rest)
            self.count += 1
            if written.sent:
                self.stopped = self.stopped or self._patience.hear(written)
        if self.journal is not None:
            self.journal.records(written)
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

    def ends(self, scenario: Scenario, case: str) -> None:
        """A case has been driven to its end, or as far as it came before the run was stopped."""
        if self.journal is not None and self.stopped is None:
            with self._writing():
                self.journal.ends(scenario.flow.name, case)
        self.observer.ends(scenario, case)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """What can't be written ends the run: nothing may be sent that nobody will know of."""
        if self._unwritable is not None:
            raise UnwritableError(self._unwritable)
        try:
            yield
        except OSError as error:
            self._unwritable = f"{error.strerror or 'the device is at fault'}"
            self.interrupt(f"What was sent can't be written down: {self._unwritable}.")
            raise UnwritableError(self._unwritable) from None

    def refuses(self, exchange: Exchange) -> str | None:
        """Why a request is not to be sent any more, or None."""
        return self.stopped or self._patience.given_up.get(called(exchange))

    def stop(self, reason: str) -> None:
        """Nothing more is to be sent; the first reason counts."""
        with self._lock:
            self.stopped = self.stopped or reason
        self.observer.stops()

    def interrupt(self, reason: str) -> None:
        """The same without waiting for anybody: also for handlers of signals.

        It comes too late when everything has been sent.
        """
        if self._sealed:
            return
        self.stopped = self.stopped or reason
        self.observer.stops()

    def seal(self) -> None:
        """Everything has been sent: how the driving ended is settled."""
        self._sealed = True

    def has_stopped(self) -> bool:
        """Whether nothing more is to be sent."""
        return self.stopped is not None

    def fault(self, description: str) -> None:
        """Note an error of the suite itself."""
        with self._lock:
            self.faults.append(self.redactor.text(description))

    def finish(self) -> None:
        """Write the footer. Raises UnwritableError, also where something before wasn't written."""
        with self._lock, self._writing():
            self.writer.end(self.stopped, self.faults)
            self._finished = True

    def close(self) -> None:
        """Nothing is written any more; the journal stays where there is something to go on with."""
        with suppress(OSError):
            self.writer.file.close()
        if self.journal is not None:
            with suppress(OSError):
                self.journal.close(remove=self._finished and self.stopped is None)

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
