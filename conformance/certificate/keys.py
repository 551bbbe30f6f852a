"""Ed25519 key pairs: made, kept safe, and read again."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from securesystemslib.signer import CryptoSigner, SSlibKey


class KeyFileError(Exception):
    """A key that can't be used: says which file, what is wrong, and what to do."""


def generate(path: Path) -> Path:
    """Make a key pair: the private key at `path`, for its owner alone, the public at `path`.pub.

    Returns the public key's path. Never overwrites a file. Raises KeyFileError.
    """
    public = path.with_name(f"{path.name}.pub")
    private_key = Ed25519PrivateKey.generate()
    _write(path, private_bytes(private_key), 0o600)
    try:
        _write(public, public_bytes(private_key.public_key()), 0o644)
    except KeyFileError:
        path.unlink()
        raise
    return public


def private_bytes(key: Ed25519PrivateKey) -> bytes:
    """The private key in PEM (PKCS #8, not encrypted)."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def public_bytes(key: Ed25519PublicKey) -> bytes:
    """The public key in PEM (SubjectPublicKeyInfo)."""
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _write(path: Path, content: bytes, mode: int) -> None:
    try:
        # O_EXCL: an existing key is never lost, and nobody's link is followed.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise KeyFileError(f"{path} is there already; choose another name.") from None
    except OSError as error:
        raise KeyFileError(f"{path} can't be written: {error.strerror}.") from None
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def read_signer(path: Path) -> CryptoSigner:
    """The private key in a file that only its owner may read. Raises KeyFileError."""
    content = _read(path)
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyFileError(
            f"The private key {path} can be read by others; `chmod 600 {path}`, and make a new one "
            "if somebody may have read it."
        )
    try:
        key = serialization.load_pem_private_key(content, password=None)
    except (ValueError, TypeError):
        raise KeyFileError(
            f"{path} is no private key in PEM without a passphrase; `keygen` makes one."
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"The private key {path} is not an ed25519 key; `keygen` makes one.")
    return CryptoSigner(key)


def read_public_key(path: Path) -> SSlibKey:
    """The public key in a file. Raises KeyFileError."""
    try:
        key = serialization.load_pem_public_key(_read(path))
    except (ValueError, TypeError):
        raise KeyFileError(
            f"{path} is no public key in PEM; `keygen` writes it into a file ending in .pub."
        ) from None
    if not isinstance(key, Ed25519PublicKey):
        raise KeyFileError(f"The public key {path} is not an ed25519 key.")
    return SSlibKey.from_crypto(key)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyFileError(f"The key {path} can't be read: {error.strerror}.") from None
