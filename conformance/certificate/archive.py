"""One file of parts: a zip that has one form only, so that nothing can hide in it.

Parts are stored, in the order of their names, with fixed dates: the same parts give the same bytes
on every machine, and whatever unpacks to other bytes than it was read from is refused.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Collection, Mapping

LARGEST = 256 * 1024 * 1024
"""Bytes of a whole bundle, of all its parts, and of a part when it is decompressed."""

_DATE = (1980, 1, 1, 0, 0, 0)
_ENCRYPTED = 0x1


class ArchiveError(Exception):
    """A file that is no bundle: says in a sentence why."""


def pack(parts: Mapping[str, bytes]) -> bytes:
    """The parts as one file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, parts[name])
    return file.getvalue()


def unpack(data: bytes, known: Collection[str]) -> dict[str, bytes]:
    """The parts of a file. Only those with a `known` name are legal. Raises ArchiveError."""
    if len(data) > LARGEST:
        raise ArchiveError(f"The file has {len(data):,} bytes, more than a bundle ever has.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check(entries, known)
            parts = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise ArchiveError("The file is no zip, or a damaged one.") from None
    if pack(parts) != data:
        raise ArchiveError(
            "The file has bytes beside its parts, or describes them otherwise than `certify` does."
        )
    return parts


def _check(entries: Collection[zipfile.ZipInfo], known: Collection[str]) -> None:
    times = Counter(entry.filename for entry in entries)
    for name, number in times.items():
        if number > 1:
            raise ArchiveError(f"The file has two parts named {name!r}.")
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name:
            raise ArchiveError(f"The file has a part named {name!r}, which leads out of it.")
        if name not in known:
            raise ArchiveError(f"The file has a part named {name!r}, which no bundle has.")
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise ArchiveError(f"The part {entry.filename} is encrypted, which no bundle's is.")
        if entry.compress_type != zipfile.ZIP_STORED:
            raise ArchiveError(f"The part {entry.filename} is compressed, which no bundle's is.")
    if sum(entry.file_size for entry in entries) > LARGEST:
        raise ArchiveError("The parts claim to be larger than a bundle ever is.")
