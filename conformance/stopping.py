"""Signals that ask a run to end: it ends in good order, and has written down what it did."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from conformance.drive.recorder import INTERRUPTED, TERMINATED

REASONS = {signal.SIGINT: INTERRUPTED, signal.SIGTERM: TERMINATED}


class Stopping:
    """Whether a run was asked to end, and whom to tell."""

    def __init__(self) -> None:
        self._reason: str | None = None
        self._tell: Callable[[str], None] | None = None

    def tell(self, interrupt: Callable[[str], None]) -> None:
        """From now on `interrupt` is called with the reason; at once, if it is too late already."""
        self._tell = interrupt
        if self._reason is not None:
            interrupt(self._reason)

    def ask(self, reason: str) -> None:
        """Ask it to end. Raises KeyboardInterrupt where it was asked before."""
        if self._reason is not None:
            raise KeyboardInterrupt
        self._reason = reason
        if self._tell is not None:
            self._tell(reason)


@contextmanager
def stopping() -> Iterator[Stopping]:
    """Catches Ctrl-C and SIGTERM for as long as the block lasts; a second one ends it at once."""
    asked = Stopping()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return

    def heard(number: int, frame: FrameType | None) -> None:
        asked.ask(REASONS[signal.Signals(number)])

    before = {number: signal.signal(number, heard) for number in REASONS}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
