"""The directory of a run: what lies in it, and that only one run at a time writes there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from conformance.drive.journal import JOURNAL
from conformance.reports import RENDERERS
from conformance.share import Share

TRANSCRIPT = "transcript.jsonl"
REPLAY = "replay.jsonl"
"""The transcript of a replay of the report's findings."""

LOCK = ".lock"

MIXED = "something else wrote into it meanwhile, such as another run with the same directory"


class DirectoryError(Exception):
    """A directory that a run can't have: says why and what to do."""


def default_directory(url: str, share: Share | None = None) -> Path:
    """Where a run's report goes if nobody says: `reports/<time>-<host>`, and which shard."""
    host = (urlsplit(url).hostname or "target").replace(":", "-")
    # Shards that begin in the same second get a directory each.
    part = f"-{share.shard}-of-{share.shards}" if share else ""
    return Path("reports") / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{host}{part}"


@contextmanager
def held(directory: Path) -> Iterator[None]:
    """Make the directory and keep others out of it.

    It is free again when the process ends, however that ends. Raises DirectoryError where another
    run has it, and OSError where nothing can be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    lock = FileLock(directory / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise DirectoryError(
            f"Another run is writing into {directory}; wait until it has ended, or choose another "
            "directory with --report-dir."
        ) from None
    try:
        yield
    finally:
        # While it is held: whoever opens it meanwhile sees that it is gone, and makes another.
        with suppress(OSError):
            (directory / LOCK).unlink()
        lock.release()


def prepare(directory: Path) -> None:
    """Clear away an earlier report, which must not pass for this run's. Raises OSError."""
    withdraw(directory)
    (directory / TRANSCRIPT).touch()


def withdraw(directory: Path) -> None:
    """Remove all that a run and a replay of it write."""
    for name in (*RENDERERS, TRANSCRIPT, REPLAY, JOURNAL):
        (directory / name).unlink(missing_ok=True)


def withdraw_reports(directory: Path) -> None:
    """Remove what says how a run ended."""
    for name in (*RENDERERS, REPLAY):
        (directory / name).unlink(missing_ok=True)
