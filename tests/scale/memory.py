"""Runs of a hundred thousand exchanges: how much memory they take, and whether they grow slower.

`python -m scale.memory`, with tests/ on the path. In one run the messages are those of a flow of
one's own, judged in the lanes by its requirement and by all invariants; in the other they are fresh
generated cases of `full`, made by one process and judged by another. CPU time is the run's own,
without those processes. Each run has a process of its own.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from conformance.capability import FEATURES
from conformance.drive.observer import Observer
from conformance.drive.session import Session
from conformance.evidence import Accepted
from conformance.exchange import Exchange
from conformance.expectation import expect
from conformance.loading import load_contract
from conformance.plan import Plan, Variations
from conformance.reference import SANDBOX_TOKENS
from conformance.requirement import Flow
from conformance.resources import SPEC
from conformance.run import Options, run
from conformance.source import ours
from conformance.target import Credentials, Target
from scale.figures import keep
from scale.serving import served

MOST_MIB = 300
MOST_GROWTH = 1.10
PARTS = 10


class Sampling(Observer):
    """Takes the process's CPU time every so many exchanges."""

    def __init__(self, every: int) -> None:
        self.every = every
        self.samples: list[float] = []

    def records(self, exchange: Exchange) -> None:
        if exchange.number % self.every == 0:
            self.samples.append(time.process_time())


def talk(count: int) -> Flow:
    """A flow that sends so many messages, sixty to a chat."""
    flow = Flow("talk", "Talk without an end")

    def cases(_: Plan) -> Variations:
        return ((str(number), number) for number in range(-(-count // 61)))

    @flow.scenario(vary=cases)
    def chat(session: Session, number: int) -> None:
        opened = session.open_chat(ai_enabled=False)
        for _ in range(60):
            session.call("message", "new-message", session.message_body(opened))

    @chat.must("TALK-01", ours("that it is judged"))
    def said(message: list[Accepted]) -> None:
        """Every message comes back."""
        for one in message:
            expect(one).at("/content").same_as_sent()

    return flow


def main() -> None:
    """Exit code 1 where it takes too much memory, or exchanges cost more in the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exchanges", type=int, default=100_000)
    given = parser.parse_args()
    figures = {}
    for name in OPTIONS:
        # A process's peak is that of its whole life.
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            figures[name] = pool.apply(measured, (name, given.exchanges))
        print(name, json.dumps(figures[name], indent=2), flush=True)
    keep("memory", figures)
    sys.exit(any(map(fails, figures.values())))


def fails(figures: dict[str, Any]) -> bool:
    """Whether it took too much memory, or exchanges cost more in the end."""
    peaks = figures["peak MiB"], figures["peak MiB of a process that it started"]
    return bool(max(peaks) > MOST_MIB or figures["growth"] > MOST_GROWTH)


def talking(count: int) -> Options:
    """Only messages."""
    return Options("core", ("talk",), own=(talk(count),))


def exploring(count: int) -> Options:
    """The whole catalogue, and fresh cases: four exchanges go to five of them."""
    return Options("full", explore=count)


OPTIONS = {"one's own flow": talking, "fresh cases": exploring}


def measured(name: str, count: int) -> dict[str, Any]:
    """One run; milliseconds of CPU for an exchange, in each tenth of it."""
    contract = load_contract(SPEC)
    sampling = Sampling(max(1, count // PARTS))
    options = OPTIONS[name](count)
    with served() as url, tempfile.TemporaryDirectory() as place:
        main, other = SANDBOX_TOKENS
        target = Target(url, Credentials({"main": main, "other": other}), FEATURES)
        began = time.monotonic()
        report = run(target, contract, options, Path(place), sampling)
        seconds = time.monotonic() - began
    costs = [
        1000 * (after - before) / sampling.every
        for before, after in zip(sampling.samples, sampling.samples[1:], strict=False)
    ]
    return {
        "verdict": str(report.verdict),
        "exchanges": report.traffic.requests,
        "seconds": round(seconds, 1),
        "driving seconds": report.traffic.seconds,
        "peak MiB": peak(resource.RUSAGE_SELF),
        "peak MiB of a process that it started": peak(resource.RUSAGE_CHILDREN),
        "CPU ms an exchange": [round(cost, 3) for cost in costs],
        "growth": round((sum(costs[-2:]) / 2) / (sum(costs[:2]) / 2), 3),
    }


def peak(whose: int) -> float:
    """The most that a process, or the largest of those that it started, has had, in MiB."""
    return round(resource.getrusage(whose).ru_maxrss / 1024, 1)


if __name__ == "__main__":
    main()
