"""The published bundle as material, and a register to put bundles into."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner

from conformance.certificate.keys import public_bytes
from conformance.register.entry import Register
from conformance.register.register import register
from conformance.register.writing import DATA
from conformance.resources import FIXTURES

PUBLISHED = FIXTURES.parent / "reports" / "published"
AGAIN = "Run `nox -s published`, and commit reports/published."


@dataclass(frozen=True)
class Made:
    """A register's directory, and the key that is trusted in it."""

    directory: Path
    signer: CryptoSigner
    public: bytes

    def put(self, data: bytes, path: str, *, key: bool = True) -> Path:
        """A bundle at a path from the register's directory, with the key beside it."""
        file = self.directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        if key:
            file.with_name("key.pub").write_bytes(self.public)
        return file


@pytest.fixture(scope="session")
def published() -> Register:
    """The published register verified anew, as of the day of its page."""
    told = json.loads((PUBLISHED / DATA).read_text(encoding="ascii"))
    return register(PUBLISHED, date.fromisoformat(told["day"]))


@pytest.fixture(scope="session")
def bundle(published: Register) -> bytes:
    """The published bundle of the reference server, which has to hold by today's suite."""
    [entry] = published.entries
    if entry.reasons:
        pytest.fail(f"{entry.reasons[0]} {AGAIN}")
    return (PUBLISHED / entry.path).read_bytes()


@pytest.fixture
def made(tmp_path: Path) -> Made:
    private = Ed25519PrivateKey.generate()
    directory = tmp_path / "published"
    directory.mkdir()
    return Made(directory, CryptoSigner(private), public_bytes(private.public_key()))
