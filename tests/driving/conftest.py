"""A stage for sessions, against any address."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from conformance.contract import Contract
from conformance.drive.observer import Observer
from conformance.drive.recorder import Recorder
from conformance.drive.stage import Stage
from conformance.exchange import Exchange, Header
from conformance.loading import load_contract
from conformance.resources import SPEC
from conformance.target import Credentials, Target
from conformance.transcript import TranscriptWriter

MakeStage = Callable[..., Stage]


@dataclass
class Telling(Observer):
    """Hands on each exchange that is written down."""

    tell: Callable[[Exchange], object]

    def records(self, exchange: Exchange) -> None:
        self.tell(exchange)


class Remembering(Recorder):
    """A recorder that keeps what it writes in memory."""

    def __post_init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self.observer = Telling(self.exchanges.append)
        super().__post_init__()


MAIN = "secret-of-Main"
OTHER = "secret-of-other"


@pytest.fixture(scope="session")
def contract() -> Contract:
    return load_contract(SPEC)


@pytest.fixture
def make_stage(contract: Contract) -> MakeStage:
    """A stage with two agents; further secrets by name, such as `query`."""

    def make(url: str, chat: str | None = "chat_1", **secrets: str) -> Stage:
        credentials = Credentials({"main": MAIN, "other": OTHER, **secrets})
        header = Header("run1", "2026-01-01T00:00:00Z", "0", "sha256:0", url, "core", 0)
        recorder = Remembering(header, TranscriptWriter(io.StringIO()), credentials.redactor())
        stage = Stage(Target(url, credentials), contract, recorder, 1.0, "bearer")
        stage.chat = chat if chat is not None else stage.chat
        return stage

    return make


def exchanges_of(stage: Stage) -> list[Exchange]:
    """What a stage of `make_stage` has written down."""
    assert isinstance(stage.recorder, Remembering)
    return stage.recorder.exchanges
