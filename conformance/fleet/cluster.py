"""The workers: of a cluster of our own on this machine, or of one that is there."""

from __future__ import annotations

import logging
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from multiprocessing.resource_tracker import ensure_running
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 15.0
"""Seconds in which a scheduler has to answer, and to have a worker."""

SETTINGS = {
    # Nothing to look at over HTTP.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.scheduler.dashboard.status.task-stream-length": 0,
    # A target's run takes memory in a process of its own, which is no matter of the worker's.
    "distributed.worker.memory.terminate": False,
    "distributed.worker.memory.pause": False,
    "distributed.comm.timeouts.connect": PATIENCE,
}


class FleetError(Exception):
    """A fleet that can't be run as asked: says why and what to do."""


def check_installed() -> None:
    """Raise FleetError where Dask isn't installed."""
    if find_spec("distributed") is None:
        raise FleetError(
            "A fleet needs Dask, which is not installed: pip install 'optimly-conformance[fleet]'."
        )


@contextmanager
def workers(scheduler: str | None, number: int, retries: int) -> Iterator[Client]:
    """A client of the cluster at `scheduler`, or of one of our own with so many workers.

    Our own has one process for each worker, and nobody else can talk to it: it listens on
    127.0.0.1 alone, and by TLS with a key that is made for it. It is gone with the block. `retries`
    is how many workers may be lost with a target. Raises FleetError.
    """
    check_installed()
    import dask  # noqa: PLC0415 - slow to import, and not always there
    from distributed import Client, LocalCluster  # noqa: PLC0415

    # Before the client, because whatever it makes logs as it closes.
    for name in ("distributed", "tornado", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with ExitStack() as stack:
        settings = {**SETTINGS, "distributed.scheduler.allowed-failures": retries}
        stack.enter_context(dask.config.set(settings))
        if scheduler is not None:
            yield stack.enter_context(_connected(scheduler))
            return
        place = stack.enter_context(tempfile.TemporaryDirectory(prefix="optimly-conformance-"))
        with _deaf_to_the_keyboard():
            cluster = stack.enter_context(
                LocalCluster(
                    n_workers=number,
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    dashboard_address="127.0.0.1:0",
                    worker_dashboard_address="127.0.0.1:0",
                    security=True,
                    local_directory=place,
                    memory_limit=0,
                    silence_logs=logging.CRITICAL,
                )
            )
        yield stack.enter_context(Client(cluster))


@contextmanager
def _deaf_to_the_keyboard() -> Iterator[None]:
    """Threads and processes that are started meanwhile, and those that they start, get no SIGINT.

    A terminal sends it to all of them; it is for us alone, who then close them in order.
    """
    # Starting it would let the signal through again, in the thread that starts it.
    ensure_running()
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


@contextmanager
def _connected(scheduler: str) -> Iterator[Client]:
    from distributed import Client  # noqa: PLC0415

    try:
        client = Client(scheduler, timeout=PATIENCE)
    except (OSError, ValueError, TypeError) as error:
        raise FleetError(
            f"The scheduler {scheduler} can't be reached ({type(error).__name__}); give the "
            "address of one that runs, like tcp://scheduler.example.com:8786."
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise FleetError(
                f"The scheduler {scheduler} has no worker; start one: dask worker {scheduler}."
            ) from None
        yield client
