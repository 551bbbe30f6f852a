"""Runs of the whole suite against any application."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from conformance.contract import Contract
from conformance.loading import load_contract
from conformance.reference import SANDBOX_TOKENS, RunningServer
from conformance.report import Report
from conformance.resources import SPEC
from conformance.run import Options, run
from conformance.target import Credentials, Target

RunAgainst = Callable[..., Report]


@pytest.fixture(scope="session")
def contract() -> Contract:
    return load_contract(SPEC)


@pytest.fixture
def run_against(contract: Contract, tmp_path: Path) -> RunAgainst:
    """Run against an ASGI application (or a URL) with everything claimed and allowed."""

    def against(
        app: ASGIApp | str,
        consents: tuple[str, ...] = ("exhaust-rate-limit",),
        options: Options | None = None,
    ) -> Report:
        main, other = SANDBOX_TOKENS
        credentials = Credentials({"main": main, "other": other})

        def at(url: str) -> Report:
            target = Target(url, credentials, ("transcript", "agent"), consents)
            return run(target, contract, options or Options(timeout=2.0), tmp_path / "report")

        if isinstance(app, str):
            return at(app)
        with RunningServer(app) as server:
            return at(server.url)

    return against
