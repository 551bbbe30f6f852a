"""What a worker does for one target: runs it in a process of its own, and gives back its files."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any

from conformance.fleet.alone import without
from conformance.fleet.asked import Asked
from conformance.fleet.result import State
from conformance.target import VARIABLES

SUITE = version("optimly-conformance")
LOOK = 0.25
"""Seconds between two looks at whether the run is still wanted, and still within its time."""

REPORTING = 60.0
"""Seconds for judging and for writing reports, which depend on how much was sent."""

LEAVING = 10.0
"""Seconds in which a process that has said what came of its run has to end."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a worker gives back: what came of the run, and its files by their names, compressed."""

    result: Mapping[str, Any]
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is given. `seconds` is the time that the run may take; `suite` our version.

    `certify` asks for the evidence of a certificate too.
    """

    asked: Asked
    seconds: float
    certify: bool = False
    suite: str = SUITE


def work(
    order: Order,
    environment: Mapping[str, str],
    place: str | None,
    say: Callable[[Mapping[str, int]], None],
    wanted: Callable[[], bool],
) -> Done:
    """Run one target. Its temporary directory is made in `place`.

    `say` hears how it goes on; when `wanted` says no, the run is ended, whatever it was at.
    """
    if (why := _hindered(order, environment)) is not None:
        return Done(without(State.NOT_RUN, why), {})
    with tempfile.TemporaryDirectory(prefix="target-", dir=place) as directory:
        words = {**asdict(order), "directory": directory}
        process = _start(_environment(order.asked, environment))
        try:
            _send(process, words)
            result = _watched(process, order, say, wanted)
        finally:
            _end(process)
        return Done(result, _files(Path(directory)))


def _hindered(order: Order, environment: Mapping[str, str]) -> str | None:
    """Why the target can't be run here, in a sentence; None where it can."""
    if order.suite != SUITE:
        return (
            f"The worker has version {SUITE} of the suite, and the fleet is of {order.suite}: "
            "install the same on both."
        )
    missing = [name for name in order.asked.secrets.values() if not environment.get(name)]
    if missing:
        names = " and ".join(missing)
        return f"Not set where the worker runs: {names}. Set it in the worker's environment."
    return None


def _environment(asked: Asked, environment: Mapping[str, str]) -> dict[str, str]:
    """The worker's environment with the target's secrets where a run reads them, and no others."""
    unwanted = {*VARIABLES.values(), *asked.secrets.values()}
    kept = {name: value for name, value in environment.items() if name not in unwanted}
    return kept | {variable: environment[name] for variable, name in asked.secrets.items()}


def _start(environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "conformance.fleet.alone"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(environment),
        # An interruption from the keyboard is the fleet's matter.
        start_new_session=True,
    )


def _send(process: subprocess.Popen[bytes], words: Mapping[str, Any]) -> None:
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(json.dumps(words).encode("ascii") + b"\n")
        process.stdin.flush()


def _watched(
    process: subprocess.Popen[bytes],
    order: Order,
    say: Callable[[Mapping[str, int]], None],
    wanted: Callable[[], bool],
) -> dict[str, Any]:
    """What the process says came of it, or why it said nothing."""
    assert process.stdout is not None
    lines: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_read, args=(process.stdout, lines), daemon=True).start()
    deadline = time.monotonic() + order.seconds + grace(order.asked)
    while time.monotonic() < deadline:
        if not wanted():
            return without(State.NOT_RUN, "It was called off.")
        try:
            line = lines.get(timeout=LOOK)
        except Empty:
            continue
        if not line:
            return without(State.BROKE, _died(process))
        said = json.loads(line)
        if "result" in said:
            result: dict[str, Any] = said["result"]
            return result
        say(said["course"])
    return without(
        State.ENDED,
        f"The run didn't end within {order.seconds:g} seconds, its limit in the fleet, nor soon "
        "after; it was killed, and there is no report.",
    )


def grace(asked: Asked) -> float:
    """Seconds for what may still go on when the time is up: answers, the search, the report."""
    choices = asked.choices()
    return 2 * choices.timeout + choices.shrink_seconds + REPORTING


def _read(stdout: IO[bytes], lines: SimpleQueue[bytes]) -> None:
    """Every line, and an empty one at the end."""
    for line in stdout:
        lines.put(line)
    lines.put(b"")


def _died(process: subprocess.Popen[bytes]) -> str:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(LEAVING)
    code = process.returncode
    how = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with {code}"
    return f"The process of the run {how} before it said what came of it."


def _end(process: subprocess.Popen[bytes]) -> None:
    """No process is left, and no pipe."""
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(OSError):
        process.stdin.close()
    try:
        process.wait(LEAVING if process.poll() is None else 0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    with contextlib.suppress(OSError):
        process.stdout.close()


def _files(directory: Path) -> dict[str, bytes]:
    """What a run has written, compressed; what begins with a dot was there for the run."""
    return {
        path.name: gzip.compress(path.read_bytes(), 6, mtime=0)
        for path in sorted(directory.iterdir())
        if path.is_file() and not path.name.startswith(".")
    }


def on_dask(order: Order, topic: str) -> Done:
    """The task that a worker of Dask runs; `topic` is where it tells how it goes on."""
    from distributed import get_worker  # noqa: PLC0415 - slow to import, and not always there

    worker = get_worker()
    key = worker.get_current_task()

    def tell(what: str, **more: Any) -> None:
        about = {"what": what, "name": order.asked.name, "worker": worker.address}
        worker.log_event(topic, {**about, **more})

    def wanted() -> bool:
        task = worker.state.tasks.get(key)
        return task is not None and task.state not in {"cancelled", "released", "forgotten"}

    tell("begins")
    return work(
        order,
        os.environ,
        worker.local_directory,
        lambda course: tell("goes-on", **course),
        wanted,
    )
