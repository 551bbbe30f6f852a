"""Servers with a fault that can be mended, and reports about them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.cli import main
from conformance.contract import Contract
from conformance.loading import load_contract
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings, create_app
from conformance.resources import SPEC
from conformance.run import Options, run
from conformance.target import Credentials, Target
from conformance.transcript import read_transcript

MAIN, OTHER = SANDBOX_TOKENS
Wrap = Callable[[ASGIApp], ASGIApp]


@dataclass
class Mendable:
    """The reference server behind a fault, until that is mended. `asked` counts requests."""

    fault: Wrap
    correct: ASGIApp = field(default_factory=lambda: create_app(Settings(limits="none")))
    mended: bool = False
    asked: int = 0

    def __post_init__(self) -> None:
        self.faulty = self.fault(self.correct)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += scope["type"] == "http"
        await (self.correct if self.mended else self.faulty)(scope, receive, send)


@dataclass
class Case:
    """A faulty server with the report about it."""

    server: Mendable
    url: str
    directory: Path

    def replay(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, ["replay", str(self.directory), *arguments])

    def results(self, *arguments: str) -> list[dict[str, Any]]:
        """What a replay says of each finding."""
        output = self.replay("--json", *arguments).stdout
        found: list[dict[str, Any]] = json.loads(output)["findings"]
        return found

    @property
    def report(self) -> Any:
        return json.loads((self.directory / "report.json").read_text(encoding="utf-8"))

    @property
    def findings(self) -> list[tuple[str, dict[str, Any]]]:
        """The report's findings with their requirements."""
        return [
            (one["id"], each) for one in self.report["requirements"] for each in one["findings"]
        ]

    def number_of(self, requirement: str) -> str:
        """The number of a requirement's first finding."""
        return str([id_ for id_, _ in self.findings].index(requirement) + 1)

    def steps(self) -> list[str]:
        """The steps that were sent again, in their order."""
        transcript = read_transcript(self.directory / "replay.jsonl")
        return [one.step for one in transcript.exchanges if one.sent]


Reported = Callable[..., Case]


read_once = cache(load_contract)


@pytest.fixture
def contract() -> Contract:
    return read_once(SPEC)


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A directory of its own, and the secrets that the runs were made with."""
    # Every replay reads the spec; the tests need that only once.
    monkeypatch.setattr("conformance.replay.replaying.load_contract", read_once)
    for name in list(os.environ):
        if name.startswith("CONFORMANCE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CONFORMANCE_TOKEN", MAIN)
    monkeypatch.setenv("CONFORMANCE_OTHER_TOKEN", OTHER)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def serve() -> Iterator[Callable[[ASGIApp], str]]:
    """Serves an application until the test ends; its URL."""
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(RunningServer(app)).url


@pytest.fixture
def reported(serve: Callable[[ASGIApp], str], contract: Contract, tmp_path: Path) -> Reported:
    """Run part of the suite against a faulty server."""

    def against(
        fault: Wrap,
        *only: str,
        profile: str = "core",
        correct: ASGIApp | None = None,
        consents: tuple[str, ...] = (),
    ) -> Case:
        server = Mendable(fault) if correct is None else Mendable(fault, correct)
        url = serve(server)
        credentials = Credentials({"main": MAIN, "other": OTHER})
        target = Target(url, credentials, ("transcript", "agent"), consents)
        options = Options(profile, only, concurrency=1, timeout=2.0)
        directory = tmp_path / "report"
        run(target, contract, options, directory)
        return Case(server, url, directory)

    return against
