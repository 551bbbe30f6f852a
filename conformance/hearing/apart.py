"""Judging and surveying in a process of its own, which reads the transcript as it is written.

Python runs one thread at a time: what lanes don't judge, they can send. The process is told how far
the transcript is written, and which cases are over; its answers are plain values.
"""

from __future__ import annotations

import pickle
import subprocess
import threading
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

from conformance.contract import Contract
from conformance.drive.observer import Observer
from conformance.exchange import Exchange, Header
from conformance.hearing.heard import Heard, Hearing
from conformance.hearing.process import taken
from conformance.requirement import Scenario
from conformance.tally import Shown

AT_A_TIME = 16
"""So many exchanges are written before the process is told of them."""

PATIENCE = 5.0
"""Seconds that a process which has nothing more to do has for ending."""


class Apart(Hearing):
    """Has the process judge what it is told was written, and passes everything on to `inner`.

    Safe for several threads. `transcript` is the path of the run's own. Where the process fails,
    there is no result, and the transcript has to be judged.
    """

    def __init__(
        self, inner: Observer, header: Header, contract: Contract, transcript: Path
    ) -> None:
        """Raises OSError where no process can be started."""
        super().__init__(inner)
        self._process = taken()
        self._input, self._output = _pipes(self._process)
        self._lock = threading.Lock()
        self._seen = 0
        self._untold = 0
        self._failing: Mapping[str, int] = {}
        self._answers: SimpleQueue[Any] = SimpleQueue()
        self._silent = False
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()
        self._say(header, contract.raw, contract.file, str(transcript.absolute()))
        self._flush()

    def records(self, exchange: Exchange) -> None:
        super().records(exchange)
        with self._lock:
            self._seen = max(self._seen, exchange.number)
            self._untold += 1
            if self._untold >= AT_A_TIME:
                self._say("written", self._seen)
                self._flush()

    def ends(self, scenario: Scenario, case: str) -> None:
        super().ends(scenario, case)
        with self._lock:
            self._say("ended", self._seen, scenario.flow.name, case)

    def failing(self) -> Counter[str]:
        return Counter(self._failing)

    def shown(self, count: int) -> tuple[Shown, ...] | None:
        found: tuple[Shown, ...] | None = self._ask("shown", count)
        return found

    def finish(self, count: int, stopped: str | None) -> Heard | None:
        found: Heard | None = self._ask("finish", count, stopped)
        return found

    @property
    def silence(self) -> str:
        try:
            code = self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            return "the process that judged it meanwhile gives no answer"
        return f"the process that judged it meanwhile ended early (exit code {code})"

    def close(self) -> None:
        with suppress(OSError):
            self._input.close()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listening.join()
        self._output.close()

    def _ask(self, *question: Any) -> Any:
        with self._lock:
            self._say(*question)
            self._flush()
        return None if self._silent else self._answers.get()

    def _say(self, *words: Any) -> None:
        # A process that has ended says so by its silence.
        with suppress(OSError):
            pickle.dump(words, self._input)

    def _flush(self) -> None:
        self._untold = 0
        with suppress(OSError):
            self._input.flush()

    def _listen(self) -> None:
        try:
            while True:
                kind, value = pickle.load(self._output)  # noqa: S301 - from our own process
                if kind == "failing":
                    self._failing = value
                else:
                    self._answers.put(value)
        except Exception:
            # The process has ended, or what it says is none of ours: nothing more is heard of it.
            self._silent = True
            self._answers.put(None)


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout
