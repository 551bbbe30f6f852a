"""Giving targets to a cluster whose workers come, go and fail, without the cluster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from distributed import Client
from distributed.scheduler import KilledWorker, WorkerState

from conformance.fleet import scheduling
from conformance.fleet.alone import without
from conformance.fleet.asked import Asked
from conformance.fleet.progress import Progress
from conformance.fleet.result import Result, State
from conformance.fleet.scheduling import Scheduling
from conformance.fleet.working import Done, Order

DONE = Done(
    {**without(State.NOT_RUN, ""), "state": "judged", "verdict": "conformant", "code": 0}, {}
)


@dataclass
class Future:
    """What a task comes to, when it is told."""

    order: Order
    told: Done | Exception | None = None
    status: str = "pending"
    _callbacks: list[Callable[[Any], None]] = field(default_factory=list)

    def add_done_callback(self, callback: Callable[[Any], None]) -> None:
        self._callbacks.append(callback)
        if self.status != "pending":
            callback(self)

    def comes_to(self, told: Done | Exception, status: str = "finished") -> None:
        self.told, self.status = told, status
        for callback in self._callbacks:
            callback(self)

    def result(self, timeout: float) -> Done:
        if isinstance(self.told, Exception):
            raise self.told
        assert self.told is not None
        return self.told

    def cancel(self) -> None:
        self.status = "cancelled"


@dataclass
class Cluster:
    """A client of no cluster: `given` is what it was given, `hear` says what a worker says."""

    threads: int = 2
    given: list[Future] = field(default_factory=list)
    most: int = 0
    does: Callable[[Cluster, Future], None] = lambda cluster, future: future.comes_to(DONE)
    hear: Callable[[Any], None] = lambda event: None

    def subscribe_topic(self, topic: str, handler: Callable[[Any], None]) -> None:
        self.hear = handler

    def nthreads(self) -> dict[str, int]:
        return {"tcp://127.0.0.1:1": self.threads} if self.threads else {}

    def submit(self, task: Any, order: Order, topic: str, key: str, pure: bool) -> Future:
        assert not pure
        future = Future(order)
        self.given.append(future)
        self.most = max(self.most, sum(one.status == "pending" for one in self.given))
        self.does(self, future)
        return future

    def begins(self, name: str) -> None:
        self.hear((0.0, {"what": "begins", "name": name, "worker": "tcp://127.0.0.1:1"}))


def asked(*names: str) -> list[Asked]:
    secrets = {"CONFORMANCE_TOKEN": "A_TOKEN"}
    return [Asked(name, f"http://{name}.test", {}, secrets) for name in names]


def run(cluster: Cluster, *names: str, retries: int = 2) -> dict[str, Result]:
    scheduled = Scheduling(cast(Client, cluster), 60.0, retries, Progress())
    return {result.name: result for result, _ in scheduled.results(asked(*names))}


def test_no_more_are_given_than_the_cluster_has_threads() -> None:
    waiting: list[Future] = []

    def does(cluster: Cluster, future: Future) -> None:
        waiting.append(future)
        if len(waiting) == 2:
            while waiting:
                waiting.pop().comes_to(DONE)

    cluster = Cluster(does=does)
    found = run(cluster, "a", "b", "c", "d")
    assert [one.code for one in found.values()] == [0] * 4
    assert cluster.most == 2


LOST = KilledWorker("task", cast(WorkerState, None), 3)
FATES: dict[str, tuple[Done | Exception, str, State, str]] = {
    "its workers were lost": (LOST, "error", State.NOT_RUN, "Its worker was lost 2 times"),
    "the scheduler is gone": (OSError(), "cancelled", State.NOT_RUN, "The scheduler gave it up"),
    "our own error": (ZeroDivisionError("secret"), "error", State.BROKE, "ZeroDivisionError at"),
    "it can't be fetched": (TimeoutError(), "finished", State.NOT_RUN, "could not be fetched"),
}


@pytest.mark.parametrize("name", FATES)
def test_what_becomes_of_a_target_that_comes_to_nothing(name: str) -> None:
    told, status, state, said = FATES[name]

    def does(cluster: Cluster, future: Future) -> None:
        if future.order.asked.name == "bad":
            return
        for _ in range(2):
            cluster.begins("bad")
        cluster.given[0].comes_to(told, status)
        future.comes_to(DONE)

    found = run(Cluster(does=does), "bad", "good")
    assert found["bad"].state is state
    assert said in found["bad"].summary
    assert "secret" not in found["bad"].summary
    assert found["good"].code == 0, "no other target is concerned"


def test_a_cluster_that_never_gives_up_is_given_up() -> None:
    """A scheduler of others may start a target as often as it likes."""

    def does(cluster: Cluster, future: Future) -> None:
        if future.order.asked.name == "good":
            for _ in range(4):
                cluster.begins("bad")
            future.comes_to(DONE)

    cluster = Cluster(does=does)
    found = run(cluster, "bad", "good", retries=2)
    assert found["bad"].state is State.NOT_RUN
    assert found["bad"].starts == 3
    assert cluster.given[0].status == "cancelled"


def test_without_workers_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduling, "NOBODY", 0.2)
    monkeypatch.setattr(scheduling, "LOOK", 0.1)
    found = run(Cluster(threads=0), "a", "b")
    assert [one.summary for one in found.values()] == ["There was no worker for 0.2 seconds."] * 2


def test_what_is_left_is_called_off() -> None:
    cluster = Cluster(does=lambda cluster, future: None)
    scheduled = Scheduling(cast(Client, cluster), 60.0, 2, Progress())
    results = scheduled.results(asked("a", "b"))

    def interrupt(*given: object) -> None:
        raise KeyboardInterrupt

    scheduled._heard_of = interrupt  # type: ignore[method-assign,assignment]
    with pytest.raises(KeyboardInterrupt):
        next(results)
    assert [one.status for one in cluster.given] == ["cancelled", "cancelled"]
