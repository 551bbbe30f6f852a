"""Gives each target to a worker, again where one was lost, and what came of it as it comes."""

from __future__ import annotations

import secrets
import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from conformance.fleet.alone import broken, without
from conformance.fleet.asked import Asked
from conformance.fleet.progress import Progress
from conformance.fleet.result import Result, State
from conformance.fleet.working import Done, Order, on_dask
from conformance.outcome import Outcome, Verdict

if TYPE_CHECKING:
    from distributed import Client, Future

LOOK = 1.0
"""Seconds between two looks at how many workers there are."""

NOBODY = 300.0
"""So many seconds without any worker end a fleet."""

FETCHING = 60.0
"""Seconds in which a worker has to hand over what it has made."""


@dataclass
class _Flight:
    """A target that has been given to the cluster; `starts` counts the workers that began it."""

    asked: Asked
    future: Future[Done]
    starts: int = 0
    worker: str | None = None


@dataclass
class Scheduling:
    """Runs targets, as many at a time as the cluster has threads, and no more.

    What waits, waits here: nothing of it has to be called back when the fleet is interrupted, and
    a cluster that others use too isn't filled up. Evidence is asked for of those to `certify`.
    """

    client: Client
    seconds: float
    retries: int
    progress: Progress
    certify: Collection[str] = ()
    _topic: str = field(default_factory=lambda: f"optimly-conformance-{secrets.token_hex(8)}")
    _flights: dict[str, _Flight] = field(default_factory=dict)
    _heard: SimpleQueue[tuple[str, Any]] = field(default_factory=SimpleQueue)
    _alone_since: float | None = None
    widest: int = 0

    def results(self, targets: Iterable[Asked]) -> Iterator[tuple[Result, Done]]:
        """What came of each target, in the order in which they end."""
        self.client.subscribe_topic(self._topic, lambda event: self._heard.put(("said", event[1])))
        waiting = deque(targets)
        looked = -LOOK
        try:
            while waiting or self._flights:
                if time.monotonic() - looked >= LOOK:
                    threads = sum(self.client.nthreads().values())
                    looked = time.monotonic()
                    self.widest = max(self.widest, threads)
                    if self._deserted(threads):
                        yield from self._nobody(waiting)
                        return
                while waiting and len(self._flights) < threads:
                    self._give(waiting.popleft())
                yield from self._heard_of()
        finally:
            self._call_off(self._flights.values())

    def _deserted(self, threads: int) -> bool:
        now = time.monotonic()
        if threads:
            self._alone_since = None
            return False
        self._alone_since = self._alone_since or now
        return now - self._alone_since > NOBODY

    def _nobody(self, waiting: Iterable[Asked]) -> Iterator[tuple[Result, Done]]:
        why = f"There was no worker for {NOBODY:g} seconds."
        left = [*(flight.asked for flight in self._flights.values()), *waiting]
        for asked in left:
            yield self._ended(asked, Done(without(State.NOT_RUN, why), {}), 0, None)

    def _give(self, asked: Asked) -> None:
        future = self.client.submit(
            on_dask,
            Order(asked, self.seconds, asked.name in self.certify),
            self._topic,
            key=f"target-{asked.name}-{secrets.token_hex(8)}",
            pure=False,
        )
        self._flights[asked.name] = _Flight(asked, future)
        self._await(asked.name, future)

    def _await(self, name: str, future: Future[Done]) -> None:
        future.add_done_callback(lambda _: self._heard.put(("done", name)))

    def _heard_of(self) -> Iterator[tuple[Result, Done]]:
        try:
            kind, said = self._heard.get(timeout=LOOK / 4)
        except Empty:
            return
        if kind == "done":
            yield from self._landed(said)
        else:
            yield from self._told(said)

    def _told(self, said: dict[str, Any]) -> Iterator[tuple[Result, Done]]:
        flight = self._flights.get(said["name"])
        if flight is None:
            return
        if said["what"] == "goes-on":
            self.progress.goes_on(said["name"], said["done"], said["cases"], said["requests"])
            return
        flight.starts += 1
        flight.worker = said["worker"]
        self.progress.begins(said["name"], flight.starts)
        if flight.starts > self.retries + 1:
            yield self._ended(flight.asked, self._lost(flight), flight.starts - 1, None)

    def _landed(self, name: str) -> Iterator[tuple[Result, Done]]:
        flight = self._flights.get(name)
        if flight is None:
            return
        done = self._fetched(flight)
        if done is not None:
            yield self._ended(flight.asked, done, flight.starts, flight.worker)

    def _fetched(self, flight: _Flight) -> Done | None:
        """What a target's future has come to; None where it is being run again."""
        from distributed.scheduler import KilledWorker  # noqa: PLC0415 - slow to import

        try:
            done: Done = flight.future.result(timeout=FETCHING)
        except KilledWorker:
            return self._lost(flight)
        except TimeoutError:
            if flight.future.status == "pending":
                self._await(flight.asked.name, flight.future)
                return None
            why = f"What it came to could not be fetched from its worker in {FETCHING:g} seconds."
            return Done(without(State.NOT_RUN, why), {})
        except Exception as error:
            if flight.future.status in {"cancelled", "lost"}:
                return Done(without(State.NOT_RUN, "The scheduler gave it up."), {})
            return Done(without(State.BROKE, broken(error)), {})
        return done

    def _lost(self, flight: _Flight) -> Done:
        times = max(flight.starts, 1)
        why = f"Its worker was lost {times} time{'s' if times > 1 else ''} while it ran."
        return Done(without(State.NOT_RUN, why), {})

    def _ended(
        self, asked: Asked, done: Done, starts: int, worker: str | None
    ) -> tuple[Result, Done]:
        flight = self._flights.pop(asked.name, None)
        if flight is not None:
            self._call_off([flight])
        result = result_of(asked, done, starts, worker)
        self.progress.ends(result)
        return result, done

    def _call_off(self, flights: Iterable[_Flight]) -> None:
        """Nothing more is wanted of them: a worker that is at one ends it."""
        for flight in list(flights):
            with suppress(Exception):
                flight.future.cancel()


def result_of(asked: Asked, done: Done, starts: int, worker: str | None) -> Result:
    """What a worker says of a target, as the fleet tells it."""
    said = dict(done.result)
    verdict = said.pop("verdict", None)
    counts = said.pop("counts", {})
    return Result(
        name=asked.name,
        url=asked.url,
        profile=asked.profile,
        asked=asked.digest,
        state=State(said.pop("state")),
        verdict=verdict and Verdict(verdict),
        counts={Outcome(outcome): number for outcome, number in counts.items()},
        starts=starts,
        worker=worker,
        **said,
    )


def left_out(targets: Sequence[Asked], why: str) -> list[Result]:
    """The results of targets that were not come to."""
    return [result_of(asked, Done(without(State.NOT_RUN, why), {}), 0, None) for asked in targets]
