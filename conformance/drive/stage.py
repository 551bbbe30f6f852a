"""What all sessions of a run share."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from conformance.contract import Contract
from conformance.drive.capacity import Capacity
from conformance.drive.client import Client
from conformance.drive.pacing import Pacer
from conformance.drive.recorder import Recorder
from conformance.drive.reply import Missing
from conformance.redaction import CANARY, canary
from conformance.target import Target


@dataclass
class Stage:
    """What all sessions of a run share. `carrier` and `chat` are found out by the first call."""

    target: Target
    contract: Contract
    recorder: Recorder
    timeout: float
    carrier: str
    pacer: Pacer = field(default_factory=Pacer)
    capacity: Capacity = field(default_factory=Capacity)
    chat: str | Missing = field(default_factory=lambda: Missing("no chat could be opened"))
    _counter: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def run(self) -> str:
        return self.recorder.header.run

    def client(self) -> Client:
        credentials = self.target.credentials
        made = {**credentials.derived(), CANARY: canary(self.run)}
        return Client({**credentials.secrets, **made}, self.timeout, self.capacity)

    def unique(self, what: str) -> str:
        """A name that nothing else in this run has."""
        parts = self.recorder.header.parts
        # What goes on after a run broke off counts anew.
        part = f"{parts}." if parts > 1 else ""
        return f"conformance-{self.run}-{what}-{part}{next(self._counter)}"
