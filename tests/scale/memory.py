"""A run of a hundred thousand exchanges: how much memory it takes, and whether it grows slower.

`python -m scale.memory`, with tests/ on the path. The messages are those of a flow of one's own,
judged by its requirement and by all invariants; CPU time is the run's, judging included.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from conformance.capability import FEATURES
from conformance.contract import Contract
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
    figures = measured(load_contract(SPEC), given.exchanges)
    print(json.dumps(figures, indent=2))
    keep("memory", figures)
    sys.exit(figures["peak MiB"] > MOST_MIB or figures["growth"] > MOST_GROWTH)


def measured(contract: Contract, count: int) -> dict[str, Any]:
    """One run; milliseconds of CPU for an exchange, in each tenth of it."""
    sampling = Sampling(max(1, count // PARTS))
    options = Options("core", ("talk",), own=(talk(count),))
    with served() as url, tempfile.TemporaryDirectory() as place:
        target = Target(url, Credentials({"main": next(iter(SANDBOX_TOKENS))}), FEATURES)
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
        "peak MiB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "CPU ms an exchange": [round(cost, 3) for cost in costs],
        "growth": round((sum(costs[-2:]) / 2) / (sum(costs[:2]) / 2), 3),
    }


if __name__ == "__main__":
    main()
