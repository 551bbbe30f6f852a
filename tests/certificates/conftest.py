"""One certificate for all tests, also where several processes share them."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance.certificate.certify import certify, certifying, implementation
from conformance.certificate.keys import generate, read_signer
from conformance.configuration import Choices
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings, create_app

from .making import Made

MAIN, OTHER = SANDBOX_TOKENS
TOKENS = {"CONFORMANCE_TOKEN": MAIN, "CONFORMANCE_OTHER_TOKEN": OTHER}


@contextmanager
def locked(place: Path) -> Iterator[None]:
    with (place / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Made:
    """A certificate of the reference server, by a vendor with the consent to no exhaustion."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "certificate"
    shared.mkdir(exist_ok=True)
    with locked(shared):
        if not (shared / "vendor.key").exists():
            _make(Made(shared))
    mine = tmp_path_factory.mktemp("certificate")
    for file in (shared / "vendor.key", shared / "vendor.key.pub", *shared.glob("*.zip")):
        (mine / file.name).write_bytes(file.read_bytes())
    (mine / "vendor.key").chmod(0o600)
    return Made(mine)


def _make(made: Made) -> None:
    generate(made.key_file)
    with RunningServer(create_app(Settings(limits="none"))) as server:
        done = certify(
            certifying(Choices(url=server.url, features=("transcript", "agent"), allow=())),
            implementation("acme", "1.0", None),
            read_signer(made.key_file),
            TOKENS,
            made.directory / "runs",
        )
    assert done.bundle is not None, done.why
    (made.directory / "acme-1.0.conformance.zip").write_bytes(done.bundle)
