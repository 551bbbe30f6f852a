"""The suite beside bare loops that send the same requests by the same client.

One sends by httpx as scripts do, one by no more than the connection that the suite sends by. Each
runs in a process of its own: `python -m bench.bare TRANSCRIPT LANES CLIENT`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import httpcore
import httpx

from conformance.drive.client import Client
from conformance.redaction import CANARY
from conformance.reference import SANDBOX_TOKENS
from conformance.target import Credentials
from conformance.transcript import open_transcript

from .clients import CLIENTS, TIMEOUT
from .server import Served
from .suite import full_run

SOME_LANES = (1, 2, 4)


def bare(server: Served, rounds: int) -> dict[str, object]:
    """Requests a second of the suite over those of the loop, by the number of lanes: turn about.

    The suite's are those of driving, in which judging is included; with start and reports, they are
    those of the whole process.
    """
    found = {lanes: _Found() for lanes in SOME_LANES}
    for number in range(rounds):
        for lanes, of in found.items():
            server.begin()
            with tempfile.TemporaryDirectory() as place:
                done = full_run(server, Path(place), lanes)
                for client, rates in of.loops.items():
                    requests, seconds = looped(done.transcript, lanes, client)
                    rates.append(requests / seconds)
            of.suite.append(done.driven / done.driving)
            of.whole.append(done.requests / done.cost.seconds)
            of.memory.append(done.cost.memory)
            beside = ", ".join(f"{rates[-1]:.0f} by {name}" for name, rates in of.loops.items())
            print(
                f"round {number + 1}, lanes {lanes}: {of.suite[-1]:.0f} a second beside {beside}",
                flush=True,
            )
    return {"requests": done.driven} | {
        f"lanes {lanes}": of.figures() for lanes, of in found.items()
    }


@dataclass
class _Found:
    """What was measured with so many lanes: requests a second, and MiB."""

    suite: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    loops: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in CLIENTS})
    memory: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, object]:
        return {
            "suite, requests a second": round(median(self.suite), 1),
            "suite with start and reports, requests a second": round(median(self.whole), 1),
            "peak MiB of the suite": round(max(self.memory), 1),
        } | {f"beside {name}": self._beside(rates) for name, rates in self.loops.items()}

    def _beside(self, rates: Sequence[float]) -> dict[str, object]:
        ratios = [ours / theirs for ours, theirs in zip(self.suite, rates, strict=True)]
        return {
            "requests a second": round(median(rates), 1),
            "ratio, median": round(median(ratios), 3),
            "ratios": [round(one, 3) for one in ratios],
        }


def looped(transcript: Path, lanes: int, client: str) -> tuple[int, float]:
    """How many requests a loop has sent by this client, and in how many seconds."""
    words = [sys.executable, "-m", "bench.bare", str(transcript), str(lanes), client]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    value = json.loads(done.stdout)
    return value["requests"], value["seconds"]


def recorded(transcript: Path) -> Iterator[httpcore.Request]:
    """Each request that was sent, its secrets filled in; in the order of sending."""
    main, other = SANDBOX_TOKENS
    credentials = Credentials({"main": main, "other": other})
    secrets = {**credentials.secrets, **credentials.derived(), CANARY: "canary-of-the-bench"}
    with Client(secrets, TIMEOUT) as filling:
        for exchange in open_transcript(transcript).exchanges:
            if exchange.sent:
                yield filling.outgoing(exchange.request)


def _loop(transcript: Path, lanes: int, client: str) -> dict[str, float]:
    requests = list(recorded(transcript))
    waiting, lock = iter(requests), threading.Lock()

    def following() -> Iterator[httpcore.Request]:
        while True:
            with lock:
                request = next(waiting, None)
            if request is None:
                return
            yield request

    def lane() -> None:
        with CLIENTS[client]() as send:
            for request in following():
                # Some requests of the suite are answered by a closed connection.
                with suppress(httpcore.ProtocolError, httpcore.NetworkError, httpx.TransportError):
                    send(request)

    threads = [threading.Thread(target=lane) for _ in range(lanes)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"requests": len(requests), "seconds": time.monotonic() - began}


def main(arguments: Sequence[str] | None = None) -> None:
    """Send a transcript's requests again and print how long that took."""
    parser = argparse.ArgumentParser(prog="bench.bare", description=__doc__.splitlines()[0])
    parser.add_argument("transcript", type=Path)
    parser.add_argument("lanes", type=int)
    parser.add_argument("client", choices=CLIENTS)
    chosen = parser.parse_args(arguments)
    print(json.dumps(_loop(chosen.transcript, chosen.lanes, chosen.client)))


if __name__ == "__main__":
    main()
