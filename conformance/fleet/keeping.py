"""A fleet's directory: a directory for each target, which is there whole or not at all."""

from __future__ import annotations

import gzip
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from conformance.fleet.cluster import FleetError
from conformance.reports import RENDERERS
from conformance.run import TRANSCRIPT

DATA, PAGE = "fleet.json", "index.html"
COMPARISON = "comparison.html"
"""How a target differs from an earlier fleet's, in the target's directory."""

EVIDENCE = "evidence.json"
"""What a certificate needs besides the transcript. Without secrets, and without a signature."""

FILES = frozenset({*RENDERERS, TRANSCRIPT, EVIDENCE})


def check_new(directory: Path) -> None:
    """Raise FleetError where something lies in the directory; OSError where it can't be read."""
    if directory.exists() and any(directory.iterdir()):
        raise FleetError(
            f"{directory} is not empty; choose another --report-dir, or go on with the fleet in it "
            "by --resume."
        )


def keep(directory: Path, name: str, files: Mapping[str, bytes]) -> None:
    """Write what a worker gave back of a target, in place of what was there. Raises OSError."""
    place = directory / name
    if place.exists():
        shutil.rmtree(place)
    kept = {file: content for file, content in files.items() if file in FILES}
    if not kept:
        return
    temporary = directory / f".{name}.{secrets.token_hex(8)}"
    try:
        temporary.mkdir()
        for file, content in kept.items():
            (temporary / file).write_bytes(gzip.decompress(content))
        temporary.replace(place)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
