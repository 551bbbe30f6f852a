"""A job's directory, and a server to test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from forgetful import forgetful_server

from conformance.reference import RunningServer, Settings

from .services import Service


@pytest.fixture
def service(tmp_path: Path) -> Service:
    (tmp_path / "job").mkdir()
    return Service(tmp_path / "job")


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    """A correct server."""
    with RunningServer(Settings(limits="none")) as server:
        yield server.url


@pytest.fixture(scope="session")
def faulty() -> Iterator[str]:
    """A server that fails LEAD-02."""
    with RunningServer(forgetful_server()) as server:
        yield server.url
