"""Sixty targets on two workers, one of which is killed: sixty right verdicts.

`python -m scale.fleet`, with tests/ on the path. Twenty of the targets are sabotaged, five
dead, five hostile, and the others right. What isn't as expected is printed, and fails the proof.
"""

from __future__ import annotations

import argparse
import json
import random
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from fleets.serving import VARIABLES, alive, started, written

from conformance.calibration.trial import correct_server, credentials
from conformance.catalogue import find
from conformance.contract import Contract
from conformance.loading import load_contract
from conformance.reference import RunningServer
from conformance.resources import CALIBRATION, SPEC
from conformance.sabotage.live import sabotage_server
from scale.figures import keep

RIGHT = frozenset({"conformant"})
FAILED = frozenset({"non-conformant"})
NO_PASS = frozenset({"invalid", "incomplete", "non-conformant"})


@dataclass(frozen=True)
class Expected:
    """A target: what its verdict has to be, and which requirement has to fail, if one has to."""

    name: str
    url: str
    verdicts: frozenset[str]
    failing: str | None = None


def main() -> None:
    """Exit code 1 where a verdict isn't right, or a process is left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sabotaged", type=int, default=20)
    parser.add_argument("--dead", type=int, default=5)
    parser.add_argument("--right", type=int, default=30)
    parser.add_argument("--seed", type=int, default=7, help="which saboteurs")
    parser.add_argument("--kill-after", type=int, default=10, help="targets that are done by then")
    given = parser.parse_args()
    with ExitStack() as stack, tempfile.TemporaryDirectory() as place:
        contract = load_contract(SPEC)
        targets = [*right(stack, given.right), *sabotaged(stack, given, contract)]
        targets += [*dead(stack, given.dead), *hostile(stack)]
        random.Random(given.seed).shuffle(targets)
        figures = fleet(targets, Path(place), given.kill_after)
    print(json.dumps(figures, indent=2))
    keep("fleet", {"given": vars(given), **figures})
    sys.exit(1 if figures["wrong"] or figures["left"] else 0)


def right(stack: ExitStack, number: int) -> Iterator[Expected]:
    for one in range(number):
        server = stack.enter_context(RunningServer(correct_server()))
        yield Expected(f"right-{one:02}", server.url, RIGHT)


def sabotaged(
    stack: ExitStack, given: argparse.Namespace, contract: Contract
) -> Iterator[Expected]:
    """Servers with saboteurs, each of another requirement, that calibration saw fail in servers."""
    kills = json.loads(CALIBRATION.read_text(encoding="utf-8"))["kills"]
    caught: dict[str, str] = {}
    for kill in random.Random(given.seed).sample(kills, len(kills)):
        if (kill["place"], kill["outcome"]) == ("server", "fail"):
            caught.setdefault(kill["requirement"], kill["saboteur"])
    for id_, name in list(caught.items())[: given.sabotaged]:
        requirement = find(id_)
        saboteur = next(one for one in requirement.saboteurs if one.name == name)
        app = sabotage_server(correct_server(), requirement, saboteur, contract, credentials())
        server = stack.enter_context(RunningServer(app))
        yield Expected(f"sabotaged-{id_}", server.url, FAILED, id_)


def dead(stack: ExitStack, number: int) -> Iterator[Expected]:
    """Addresses at which nobody listens: bound, so that nobody will."""
    for one in range(number):
        bound = stack.enter_context(socket.socket())
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        yield Expected(f"dead-{one}", url, frozenset({"invalid"}))


def silent(connection: socket.socket) -> None:
    """Takes what it is asked, and says nothing."""
    while connection.recv(65536):
        pass


def endless(connection: socket.socket) -> None:
    """A body that never ends."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
    while True:
        connection.sendall(b"1," * 8192)


def dripping(connection: socket.socket) -> None:
    """A header now and then, and no end of them."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        time.sleep(0.5)
        connection.sendall(b"X-Wait: yes\r\n")


def babbling(connection: socket.socket) -> None:
    """Something that isn't HTTP."""
    connection.recv(65536)
    connection.sendall(b"\x00\xff SSH-2.0 hello\r\n" * 100)


def breaking(connection: socket.socket) -> None:
    """Promises a body and resets the connection in the middle of it."""
    connection.recv(65536)
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{"chat_id":')
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


HOSTILE = (silent, endless, dripping, babbling, breaking)


def hostile(stack: ExitStack) -> Iterator[Expected]:
    for behaviour in HOSTILE:
        url = stack.enter_context(raw(behaviour))
        yield Expected(f"hostile-{behaviour.__name__}", url, NO_PASS)


@contextmanager
def raw(behaviour: Callable[[socket.socket], None]) -> Iterator[str]:
    """Serves each connection by a function, in a thread of its own."""

    def one(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(60)
            behaviour(connection)

    def serve(listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=one, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, args=(listening,), daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


def fleet(targets: list[Expected], place: Path, kill_after: int) -> dict[str, Any]:
    """Run them, kill a worker in mid-run, and look at everything that came of it."""
    file, directory = place / "FLEET.toml", place / "fleet"
    file.write_text(asked_for(targets))
    began = time.monotonic()
    with started(file, "--report-dir", directory, "--target-seconds", "120") as process:
        killer = Killer(process.pid, directory, kill_after)
        killer.start()
        out, err = process.communicate()
        killer.join()
    seconds = time.monotonic() - began
    said = written(directory)
    results = {one["name"]: one for one in said["targets"]}
    wrong = [problem for one in targets if (problem := compared(one, results, directory))]
    words: dict[str, int] = {}
    for one in results.values():
        words[one["verdict"] or one["state"]] = words.get(one["verdict"] or one["state"], 0) + 1
    leaked = [str(path) for path in directory.rglob("*") if path.is_file() and has_secret(path)]
    if any(secret in out + err for secret in VARIABLES.values()):
        leaked.append("the output")
    return {
        "targets": len(targets),
        "right": len(targets) - len(wrong),
        "wrong": wrong + leaked + ([] if killer.killed else ["no worker was killed"]),
        "verdicts": dict(sorted(words.items())),
        "exit_code": process.returncode,
        "run_again": [name for name, one in results.items() if one["starts"] > 1],
        "left": [one.pid for one in alive(killer.seen)],
        "seconds": round(seconds, 1),
        "seconds_of_all_runs": round(sum(one["seconds"] for one in results.values()), 1),
        "requests": sum(one["requests"] for one in results.values()),
        "most_memory_of_a_run_mb": round(killer.run_memory / 2**20),
        "most_memory_of_all_mb": round(killer.memory / 2**20),
    }


def asked_for(targets: list[Expected]) -> str:
    text = (
        '[defaults]\ntoken = "FLEET_TOKEN"\nother-token = "FLEET_OTHER"\ntimeout = 3\n'
        'features = "transcript,agent"\nallow = "exhaust-rate-limit"\nshrink-seconds = 5\n'
    )
    for one in targets:
        text += f'[[target]]\nname = "{one.name}"\nurl = "{one.url}"\n'
        # As in calibration: what a fault depends on may be the order of calls.
        text += "concurrency = 1\n" if one.failing else ""
    return text


def compared(one: Expected, results: dict[str, Any], directory: Path) -> str | None:
    """What is wrong with a target's result, None if nothing is."""
    found = results[one.name]
    if found["verdict"] not in one.verdicts:
        return f"{one.name}: {found['verdict'] or found['state']}: {found['summary']}"
    if one.failing is None:
        return None
    report = json.loads((directory / one.name / "report.json").read_text())
    failed = [each["id"] for each in report["requirements"] if each["outcome"] == "fail"]
    return None if one.failing in failed else f"{one.name}: {failed} failed"


def has_secret(path: Path) -> bool:
    content = path.read_bytes()
    return any(secret.encode() in content for secret in VARIABLES.values())


class Killer(threading.Thread):
    """Kills a worker in mid-run when so many targets are done; looks at memory all along."""

    def __init__(self, fleet: int, directory: Path, after: int) -> None:
        super().__init__(daemon=True)
        self._fleet, self._directory, self._after = psutil.Process(fleet), directory, after
        self.killed = False
        self.seen: list[psutil.Process] = []
        self.memory = self.run_memory = 0

    def run(self) -> None:
        with suppress(psutil.NoSuchProcess):
            while True:
                below = self._fleet.children(recursive=True)
                self.seen += [one for one in below if one not in self.seen]
                self._look(below)
                if not self.killed and self._done() >= self._after:
                    self._kill(below)
                time.sleep(0.2)

    def _done(self) -> int:
        return sum(1 for path in self._directory.glob("[a-z]*-*") if path.is_dir())

    def _look(self, below: list[psutil.Process]) -> None:
        whole = self._fleet.memory_info().rss
        for one in below:
            with suppress(psutil.NoSuchProcess):
                size = one.memory_info().rss
                whole += size
                if "conformance.fleet.alone" in " ".join(one.cmdline()):
                    self.run_memory = max(self.run_memory, size)
        self.memory = max(self.memory, whole)

    def _kill(self, below: list[psutil.Process]) -> None:
        for one in below:
            with suppress(psutil.NoSuchProcess):
                if "conformance.fleet.alone" in " ".join(one.cmdline()):
                    psutil.Process(one.ppid()).kill()
                    self.killed = True
                    return


if __name__ == "__main__":
    main()
