"""The suite beside a bare loop of the same HTTP client that sends the same requests.

The loop runs in a process of its own: `python -m bench.bare TRANSCRIPT LANES`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

import httpx

from conformance.drive.client import Client
from conformance.redaction import CANARY
from conformance.reference import SANDBOX_TOKENS
from conformance.target import Credentials
from conformance.transcript import open_transcript

from .server import Served
from .suite import full_run

TIMEOUT = 10.0
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
                requests, seconds, _ = looped(done.transcript, lanes)
            of.suite.append(done.driven / done.driving)
            of.whole.append(done.requests / done.cost.seconds)
            of.loop.append(requests / seconds)
            of.memory.append(done.cost.memory)
            print(
                f"round {number + 1}, lanes {lanes}: "
                f"{of.suite[-1]:.0f} beside {of.loop[-1]:.0f} a second",
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
    loop: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, object]:
        ratios = [ours / theirs for ours, theirs in zip(self.suite, self.loop, strict=True)]
        return {
            "suite, requests a second": round(median(self.suite), 1),
            "suite with start and reports, requests a second": round(median(self.whole), 1),
            "bare loop, requests a second": round(median(self.loop), 1),
            "ratio, median": round(median(ratios), 3),
            "ratios": [round(one, 3) for one in ratios],
            "peak MiB of the suite": round(max(self.memory), 1),
        }


def looped(transcript: Path, lanes: int) -> tuple[int, float, float]:
    """How many requests the loop has sent, in how many seconds, and of CPU."""
    words = [sys.executable, "-m", "bench.bare", str(transcript), str(lanes)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    value = json.loads(done.stdout)
    return value["requests"], value["seconds"], value["cpu"]


def recorded(transcript: Path) -> Iterator[Callable[[], httpx.Request]]:
    """How to make each request that was sent, its secrets filled in; in the order of sending."""
    main, other = SANDBOX_TOKENS
    credentials = Credentials({"main": main, "other": other})
    secrets = {**credentials.secrets, **credentials.derived(), CANARY: "canary-of-the-bench"}
    with Client(secrets, TIMEOUT) as filling:
        for exchange in open_transcript(transcript).exchanges:
            if exchange.sent:
                ready = filling.outgoing(exchange.request)
                target, timeout = (ready.extensions[name] for name in ("target", "timeout"))
                yield partial(
                    httpx.Request,
                    ready.method,
                    ready.url,
                    headers=ready.headers.raw,
                    content=exchange.request.body,
                    extensions={"target": target, "timeout": timeout},
                )


def _loop(transcript: Path, lanes: int) -> dict[str, float]:
    makers = list(recorded(transcript))
    waiting, lock = iter(makers), threading.Lock()

    def following() -> Iterator[Callable[[], httpx.Request]]:
        while True:
            with lock:
                maker = next(waiting, None)
            if maker is None:
                return
            yield maker

    def lane() -> None:
        with httpx.HTTPTransport(trust_env=False) as transport:
            for maker in following():
                try:
                    response = transport.handle_request(maker())
                    response.read()
                    response.close()
                except httpx.HTTPError:
                    # Some requests of the suite are answered by a closed connection.
                    continue

    threads = [threading.Thread(target=lane) for _ in range(lanes)]
    began, used = time.monotonic(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds, cpu = time.monotonic() - began, time.process_time() - used
    return {"requests": len(makers), "seconds": seconds, "cpu": cpu}


def main(arguments: Sequence[str] | None = None) -> None:
    """Send a transcript's requests again and print how long that took."""
    parser = argparse.ArgumentParser(prog="bench.bare", description=__doc__.splitlines()[0])
    parser.add_argument("transcript", type=Path)
    parser.add_argument("lanes", type=int)
    chosen = parser.parse_args(arguments)
    print(json.dumps(_loop(chosen.transcript, chosen.lanes)))


if __name__ == "__main__":
    main()
