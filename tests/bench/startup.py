"""How long it takes until `--help` is there, and until a run sends its first request."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from .measuring import measured
from .server import Served
from .suite import ENVIRONMENT, PATIENCE, command, program


def startup(server: Served, rounds: int) -> dict[str, object]:
    """Medians in seconds, beside an interpreter that does nothing: turn about."""
    nothing, helping, first = [], [], []
    for _ in range(rounds):
        nothing.append(_seconds([sys.executable, "-c", ""]))
        helping.append(_seconds([program(), "--help"]))
        first.append(_until_first(server))
    ratio = median(each / bare for each, bare in zip(helping, nothing, strict=True))
    figures: dict[str, object] = {
        "python that does nothing, seconds": round(median(nothing), 3),
        "--help, seconds": round(median(helping), 3),
        "--help beside python that does nothing": round(ratio, 2),
        "run until its first request, seconds": round(median(first), 3),
    }
    print(figures, flush=True)
    return figures


def _seconds(words: list[str]) -> float:
    began = time.monotonic()
    subprocess.run(words, check=True, capture_output=True)
    return time.monotonic() - began


def _until_first(server: Served) -> float:
    server.begin()
    with tempfile.TemporaryDirectory() as place:
        began = time.monotonic()
        measured(command(server, "--profile", "smoke"), Path(place), ENVIRONMENT, PATIENCE)
    return server.first() - began
