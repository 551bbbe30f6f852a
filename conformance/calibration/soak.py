"""The correct server again and again, on a busy machine, with latency that changes."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.calibration.trial import CONSENTS, Trial, correct_server, trial
from conformance.contract import Contract
from conformance.outcome import Outcome, Verdict
from conformance.run import Options

LATENCY = (0.0, 0.03)
"""Seconds that most answers take longer."""

JITTER = (0.1, 0.3)
"""Seconds that one answer of thirty takes longer."""


@dataclass(frozen=True, slots=True)
class Soaked:
    """One of the runs; `differences` are outcomes that aren't those of a correct server."""

    number: int
    verdict: Verdict
    requests: int
    seconds: float
    differences: tuple[str, ...]

    @property
    def steady(self) -> bool:
        """Whether the suite said what it must say of a correct server."""
        return self.verdict is Verdict.CONFORMANT and not self.differences


class Slow:
    """`app` whose answers take longer, each by another time; the same times for the same seed."""

    def __init__(self, app: ASGIApp, seed: int) -> None:
        self._app = app
        self._random = random.Random(seed)  # noqa: S311 - no secret depends on it

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, or the application's lifespan."""
        if scope["type"] == "http":
            await asyncio.sleep(self.delay())
        await self._app(scope, receive, send)

    def delay(self) -> float:
        """Seconds by which the next answer comes later."""
        rare = self._random.random() < 1 / 30
        return self._random.uniform(*(JITTER if rare else LATENCY))


def soak(runs: int, contract: Contract, observe: Callable[[Soaked], None]) -> tuple[Soaked, ...]:
    """Run so many times with every processor busy; `observe` gets each run as it ends."""
    found = []
    with busy(os.cpu_count() or 1):
        for number in range(1, runs + 1):
            server = Slow(correct_server(), number)
            found.append(soaked(number, trial(server, contract, Options(), CONSENTS)))
            observe(found[-1])
    return tuple(found)


def soaked(number: int, done: Trial) -> Soaked:
    """What came of a run against a correct server."""
    return Soaked(
        number,
        done.report.verdict,
        done.report.traffic.requests,
        done.report.traffic.seconds,
        (
            *(
                f"{id_} {outcome}"
                for id_, outcome in done.outcomes.items()
                if outcome is not Outcome.PASS
            ),
            *done.report.faults,
        ),
    )


@contextmanager
def busy(processors: int) -> Iterator[None]:
    """Processes that do nothing but compute, one for each processor."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_compute, daemon=True) for _ in range(processors)]
    for process in processes:
        process.start()
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.join()


def _compute() -> None:
    parent = multiprocessing.parent_process()
    while parent is not None and parent.is_alive():
        sum(range(100_000))
