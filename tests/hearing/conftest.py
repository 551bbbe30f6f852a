"""Transcripts of whole runs, which are told as if they were driven now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from conformance import catalogue
from conformance.calibration import choosing
from conformance.contract import Contract
from conformance.drive.observer import Observer
from conformance.exchange import Transcript
from conformance.hearing.apart import Apart
from conformance.hearing.heard import Hearing
from conformance.hearing.in_lanes import InLanes
from conformance.loading import load_contract
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings, create_app
from conformance.resources import SPEC
from conformance.run import TRANSCRIPT, Options, run
from conformance.target import Credentials, Target
from conformance.transcript import read_transcript, write_transcript

SETTINGS = Settings(limits="none")

Making = Callable[[Transcript], Hearing]
"""One that is going to hear of a run, whose transcript is written."""


@pytest.fixture(scope="package")
def contract() -> Contract:
    return load_contract(SPEC)


@pytest.fixture(scope="package")
def transcript(contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> Transcript:
    """A run of the whole catalogue against a faulty server."""
    app = choosing.faulty("LEAD-02", SANDBOX_TOKENS)(create_app(SETTINGS))
    return driven_against(app, contract, tmp_path_factory.mktemp("faulty"))


@pytest.fixture(scope="package")
def correct(contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> Transcript:
    """The same against a correct one."""
    return driven_against(create_app(SETTINGS), contract, tmp_path_factory.mktemp("correct"))


@pytest.fixture(params=["transcript", "correct"])
def either(request: pytest.FixtureRequest) -> Transcript:
    """One of both."""
    found: Transcript = request.getfixturevalue(request.param)
    return found


def driven_against(app: ASGIApp, contract: Contract, directory: Path) -> Transcript:
    with RunningServer(app) as server:
        main, other = SANDBOX_TOKENS
        target = Target(server.url, Credentials({"main": main, "other": other}), ("transcript",))
        run(target, contract, Options(concurrency=8), directory)
    return read_transcript(directory / TRANSCRIPT)


@pytest.fixture
def in_lanes(contract: Contract) -> Making:
    def making(transcript: Transcript) -> Hearing:
        header = transcript.header
        chosen = catalogue.selected(header.profile, header.only)
        return InLanes(Observer(), header, contract, chosen)

    return making


@pytest.fixture
def apart(contract: Contract, tmp_path: Path) -> Iterator[Callable[[Transcript], Apart]]:
    with ExitStack() as ending:

        def making(transcript: Transcript) -> Apart:
            write_transcript(tmp_path / TRANSCRIPT, transcript)
            made = Apart(Observer(), transcript.header, contract, tmp_path / TRANSCRIPT)
            return ending.enter_context(closing(made))

        yield making


@pytest.fixture(params=["in_lanes", "apart"])
def making(request: pytest.FixtureRequest) -> Making:
    """Each way to judge while driving."""
    made: Making = request.getfixturevalue(request.param)
    return made
