"""Key pairs: who may read them, what is never overwritten, and what is no key."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from conformance.certificate.keys import KeyFileError, generate, read_public_key, read_signer
from conformance.cli import main


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_the_private_key_is_its_owners(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        public = generate(tmp_path / "a.key")
    finally:
        os.umask(before)
    assert mode(tmp_path / "a.key") == 0o600
    assert mode(public) == 0o644 & ~mask
    signer = read_signer(tmp_path / "a.key")
    assert signer.public_key == read_public_key(public)


@pytest.mark.parametrize("name", ["a.key", "a.key.pub"])
def test_nothing_is_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(KeyFileError, match="is there already; choose another name"):
        generate(tmp_path / "a.key")
    assert (tmp_path / name).read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["a.key", "a.key.pub"])
@pytest.mark.parametrize("dangling", [True, False])
def test_no_link_is_followed(tmp_path: Path, name: str, dangling: bool) -> None:
    elsewhere = tmp_path / "elsewhere"
    if not dangling:
        elsewhere.write_text("mine")
    (tmp_path / name).symlink_to(elsewhere)
    with pytest.raises(KeyFileError, match="is there already"):
        generate(tmp_path / "a.key")
    assert elsewhere.exists() is not dangling
    assert dangling or elsewhere.read_text() == "mine"


def test_a_directory_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"can't be written: No such file"):
        generate(tmp_path / "none" / "a.key")


@pytest.mark.parametrize("open_to", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, open_to: int) -> None:
    generate(tmp_path / "a.key")
    (tmp_path / "a.key").chmod(open_to)
    with pytest.raises(KeyFileError, match="can be read by others; `chmod 600"):
        read_signer(tmp_path / "a.key")


PLAIN = serialization.NoEncryption()
PKCS8 = serialization.PrivateFormat.PKCS8
PEM = serialization.Encoding.PEM
RSA = rsa.generate_private_key(65537, 2048)
NO_KEYS = {
    "nothing": (b"", "is no private key in PEM"),
    "other text": (b"\xff\x00 no key", "is no private key in PEM"),
    "of RSA": (RSA.private_bytes(PEM, PKCS8, PLAIN), "is not an ed25519 key"),
    "with a passphrase": (
        ed25519.Ed25519PrivateKey.generate().private_bytes(
            PEM, PKCS8, serialization.BestAvailableEncryption(b"secret word")
        ),
        "without a passphrase",
    ),
}


@pytest.mark.parametrize("name", NO_KEYS)
def test_what_is_no_private_key(tmp_path: Path, name: str) -> None:
    content, said = NO_KEYS[name]
    path = tmp_path / "a.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match=said):
        read_signer(path)


def test_what_is_no_public_key(tmp_path: Path) -> None:
    generate(tmp_path / "a.key")
    with pytest.raises(KeyFileError, match="is no public key in PEM"):
        read_public_key(tmp_path / "a.key")
    path = tmp_path / "rsa.pub"
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    path.write_bytes(RSA.public_key().public_bytes(PEM, form))
    with pytest.raises(KeyFileError, match="is not an ed25519 key"):
        read_public_key(path)
    with pytest.raises(KeyFileError, match="can't be read: No such file"):
        read_public_key(tmp_path / "none")


def test_keygen_says_what_to_do_with_each(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["keygen", str(tmp_path / "a.key")])
    assert done.exit_code == 0
    assert "keep it, and show it to nobody" in done.output
    private = (tmp_path / "a.key").read_text().splitlines()[1]
    assert private not in done.output
    again = CliRunner().invoke(main, ["keygen", str(tmp_path / "a.key")])
    assert again.exit_code == 2
    assert "is there already" in again.output
