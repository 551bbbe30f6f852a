"""One run of the suite against one server, quietly: what it reported, and what was exchanged."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fastapi import FastAPI
from starlette.types import ASGIApp

from conformance.contract import Contract
from conformance.exchange import Transcript, header
from conformance.minimise import Budget
from conformance.outcome import Outcome
from conformance.reference import (
    SANDBOX_TOKENS,
    RunningServer,
    Settings,
    create_app,
    documented_limits,
)
from conformance.report import Report
from conformance.run import TRANSCRIPT, Options, run
from conformance.sabotage.live import MARK
from conformance.target import MAIN, OTHER, Credentials, Target
from conformance.transcript import read_transcript

FEATURES = ("transcript", "agent")
CONSENTS = ("exhaust-rate-limit",)
TIMEOUT = 3.0
WINDOW = 3.0
"""Seconds of a new-chat window, in which a run opens chats and then waits for the next one."""


@dataclass(frozen=True)
class Trial:
    """A run that is over. Its outcomes are `outcomes`, by the ids of requirements."""

    report: Report
    transcript: Transcript

    @property
    def outcomes(self) -> dict[str, Outcome]:
        return {result.id: result.outcome for result in self.report.requirements}

    @property
    def marked(self) -> frozenset[int]:
        """The numbers of the exchanges in which a fault showed, silence included."""
        return frozenset(
            exchange.number
            for exchange in self.transcript.exchanges
            if exchange.sent
            and (exchange.response is None or header(exchange.response.headers, MARK) is not None)
        )


def credentials() -> Credentials:
    """Those of both agents of the sandbox."""
    main, other = SANDBOX_TOKENS
    return Credentials({MAIN: main, OTHER: other})


def correct_server() -> FastAPI:
    """The reference server, whose windows for new chats are short."""
    return create_app(Settings(limits=documented_limits(WINDOW)))


def quiet(timeout: float = TIMEOUT) -> Options:
    """No search for smaller requests; one lane, so that requests have the same order each time."""
    return Options(concurrency=1, timeout=timeout, budget=Budget(requests=0, seconds=0.0))


def trial(
    served: ASGIApp | str,
    contract: Contract,
    options: Options,
    consents: Sequence[str] = CONSENTS,
) -> Trial:
    """Run against an application or a URL, with everything claimed."""
    if not isinstance(served, str):
        with RunningServer(served) as server:
            return trial(server.url, contract, options, consents)
    target = Target(served, credentials(), FEATURES, tuple(consents))
    with tempfile.TemporaryDirectory(prefix="calibration-") as directory:
        report = run(target, contract, options, Path(directory))
        transcript = read_transcript(Path(directory) / TRANSCRIPT)
    # The report's log is read from a file, which is gone by now.
    return Trial(replace(report, log=transcript.exchanges), transcript)
