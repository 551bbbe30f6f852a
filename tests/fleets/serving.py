"""Targets for fleets, and fleets as they are typed, each in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.calibration.choosing import faulty
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings, create_app

MAIN, OTHER = SANDBOX_TOKENS
VARIABLES = {"FLEET_TOKEN": MAIN, "FLEET_OTHER": OTHER}
DEFAULTS = (
    '[defaults]\nprofile = "smoke"\ntoken = "FLEET_TOKEN"\nother-token = "FLEET_OTHER"\n'
    'only = "lead"\n'
)
PROGRAM = (sys.executable, "-m", "conformance.cli", "fleet")
FAULT = "LEAD-02:forgets-the-form-type"
PATIENCE = 30.0


def right() -> ASGIApp:
    return create_app(Settings(limits="none"))


def wrong() -> ASGIApp:
    return faulty(FAULT, SANDBOX_TOKENS)(right())


@dataclass
class Holding:
    """A right server that answers nothing, but for the first calls, until it is let go.

    `asked` is set by the first call that it holds.
    """

    app: ASGIApp = field(default_factory=right)
    asked: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)
    first: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.first -= scope["type"] == "http"
        if scope["type"] == "http" and self.first < 0:
            self.asked.set()
            while not self.let_go.is_set():
                await asyncio.sleep(0.02)
        await self.app(scope, receive, send)


@contextmanager
def serving(**apps: ASGIApp) -> Iterator[dict[str, str]]:
    """Serves apps by their names; gives their addresses."""
    if not apps:
        yield {}
        return
    name, app = apps.popitem()
    with RunningServer(app) as server, serving(**apps) as others:
        yield {**others, name: server.url}


def asked_for(directory: Path, addresses: dict[str, str], more: str = "") -> Path:
    """A FLEET.toml of these targets."""
    targets = (f'[[target]]\nname = "{name}"\nurl = "{url}"\n' for name, url in addresses.items())
    path = directory / "FLEET.toml"
    path.write_text(DEFAULTS + "".join(targets) + more)
    return path


@contextmanager
def started(*words: str | Path, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """The command, as it is typed where nobody watches."""
    ours = ("CONFORMANCE_", "FLEET_", "PYTEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    process = subprocess.Popen(
        [*PROGRAM, *map(str, words)],
        env={**kept, **VARIABLES, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def finished(*words: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command, run to its end."""
    with started(*words, **variables) as process:
        out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(words, process.returncode, out, err)


def written(directory: Path) -> dict[str, Any]:
    """What a fleet's JSON says."""
    value: dict[str, Any] = json.loads((directory / "fleet.json").read_text())
    return value


def by_name(directory: Path) -> dict[str, Any]:
    return {one["name"]: one for one in written(directory)["targets"]}


def until(what: Callable[[], bool]) -> None:
    """Wait for something to become so."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.02)


def run_of(fleet: int, url: str) -> psutil.Process:
    """The process of a target's run, below that of its fleet, that is connected to the target."""
    port = int(url.rpartition(":")[2])
    for process in psutil.Process(fleet).children(recursive=True):
        for connection in process.net_connections():
            if connection.raddr and connection.raddr.port == port:
                return process
    raise AssertionError("nobody is connected to it")


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that are still there and no zombies."""
    gone = {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}
    return [one for one in processes if one.is_running() and one.status() not in gone]
