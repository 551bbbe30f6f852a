"""Runs of the generated series alone, against any application."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from conformance import catalogue
from conformance.contract import Contract
from conformance.loading import load_contract
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings, create_app
from conformance.report import Report
from conformance.resources import SPEC
from conformance.run import Options, run
from conformance.target import Credentials, Target

EVERY_FEATURE = ("transcript", "agent")
IDS = tuple(one.id for one in catalogue.requirements() if one.id.startswith("SEQ-"))
RunSeries = Callable[..., Report]


def correct() -> ASGIApp:
    """A correct server without limits."""
    return create_app(Settings(limits="none"))


@pytest.fixture(scope="session")
def contract() -> Contract:
    return load_contract(SPEC)


@pytest.fixture
def run_series(contract: Contract, tmp_path: Path) -> RunSeries:
    """Run all series against an application; the transcript is then in `tmp_path`."""

    def against(
        app: ASGIApp,
        profile: str = "full",
        features: tuple[str, ...] = EVERY_FEATURE,
        agents: int = 2,
    ) -> Report:
        secrets = dict(zip(("main", "other")[:agents], SANDBOX_TOKENS, strict=False))
        with RunningServer(app) as server:
            target = Target(server.url, Credentials(secrets), features)
            # One lane, so that a server that counts its requests does the same in every run.
            options = Options(profile, IDS, concurrency=1)
            return run(target, contract, options, tmp_path)

    return against
