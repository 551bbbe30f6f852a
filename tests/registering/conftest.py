"""The published bundle as material, and a register to put bundles into."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner

from conformance import catalogue
from conformance.certificate.keys import public_bytes
from conformance.resources import FIXTURES

from .builders import predicate_of

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
def bundle() -> bytes:
    """The published bundle of the reference server, which has to be one of today's catalogue."""
    [path] = PUBLISHED.glob("v3/optimly-reference/*.conformance.zip")
    data = path.read_bytes()
    if predicate_of(data)["suite"]["catalogue_digest"] != catalogue.digest():
        pytest.fail(f"The published bundle is of another catalogue. {AGAIN}")
    return data


@pytest.fixture
def made(tmp_path: Path) -> Made:
    private = Ed25519PrivateKey.generate()
    directory = tmp_path / "published"
    directory.mkdir()
    return Made(directory, CryptoSigner(private), public_bytes(private.public_key()))
