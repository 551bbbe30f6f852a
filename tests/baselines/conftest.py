"""Servers with one fault, with another, and with none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from conformance.calibration import choosing
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings, create_app

Serve = Callable[[str], str]


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """The URL of a server with the fault of that name; an empty name is none."""
    with ExitStack() as running:

        @cache
        def url(fault: str) -> str:
            app = create_app(Settings(limits="none"))
            served = choosing.faulty(fault, SANDBOX_TOKENS)(app) if fault else app
            return running.enter_context(RunningServer(served)).url

        yield url


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test in a directory of its own, with a token and no other choice made."""
    for name in list(os.environ):
        if name.startswith("CONFORMANCE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CONFORMANCE_TOKEN", next(iter(SANDBOX_TOKENS)))
    monkeypatch.chdir(tmp_path)
