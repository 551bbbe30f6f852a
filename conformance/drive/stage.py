"""What all sessions of a run share."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from conformance.contract import Contract
from conformance.drive.client import Client
from conformance.drive.recorder import Recorder
from conformance.drive.reply import Missing
from conformance.target import Target


@dataclass
class Stage:
    """What all sessions of a run share. `carrier` and `chat` are found out by the first call.

    `turn` belongs to the one call at a time that waits for a limit to send again.
    """

    target: Target
    contract: Contract
    recorder: Recorder
    timeout: float
    carrier: str
    chat: str | Missing = field(default_factory=lambda: Missing("no chat could be opened"))
    turn: threading.Lock = field(default_factory=threading.Lock)
    _counter: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def run(self) -> str:
        return self.recorder.header.run

    def client(self) -> Client:
        credentials = self.target.credentials
        return Client({**credentials.secrets, **credentials.derived()}, self.timeout)

    def unique(self, what: str) -> str:
        """A name that nothing else in this run has."""
        return f"conformance-{self.run}-{what}-{next(self._counter)}"
