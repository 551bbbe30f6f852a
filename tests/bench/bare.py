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
from .suite import LANES, full_run

TIMEOUT = 10.0


def bare(server: Served, rounds: int) -> dict[str, object]:
    """Requests a second of the suite over those of the loop: turn about.

    The suite's are those of driving, in which judging is included; with start and reports, they are
    those of the whole process.
    """
    suite, whole, loop, ratios, memory, processor = [], [], [], [], [], []
    for number in range(rounds):
        server.begin()
        with tempfile.TemporaryDirectory() as place:
            done = full_run(server, Path(place))
            requests, seconds, cpu = looped(done.transcript, LANES)
        suite.append(done.requests / done.driving)
        whole.append(done.requests / done.cost.seconds)
        loop.append(requests / seconds)
        ratios.append(suite[-1] / loop[-1])
        memory.append(done.cost.memory)
        processor.append((cpu / requests) / (done.cost.cpu / done.requests))
        print(f"round {number + 1}: {suite[-1]:.0f} beside {loop[-1]:.0f} a second", flush=True)
    return {
        "lanes": LANES,
        "requests": done.requests,
        "suite, requests a second": round(median(suite), 1),
        "suite with start and reports, requests a second": round(median(whole), 1),
        "bare loop, requests a second": round(median(loop), 1),
        "ratio, median": round(median(ratios), 3),
        "ratios": [round(one, 3) for one in ratios],
        "ratio of requests a CPU second, median": round(median(processor), 3),
        "peak MiB of the suite": round(max(memory), 1),
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
