"""A stage for sessions, against any address."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from conformance.contract import Contract, load_contract
from conformance.drive.recorder import Recorder
from conformance.drive.session import Stage
from conformance.exchange import Header, TranscriptWriter
from conformance.resources import SPEC
from conformance.target import Credentials, Target

MakeStage = Callable[..., Stage]

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
        recorder = Recorder(header, TranscriptWriter(io.StringIO()), credentials.redactor())
        stage = Stage(Target(url, credentials), contract, recorder, 1.0, "bearer")
        stage.chat = chat if chat is not None else stage.chat
        return stage

    return make
