"""Runs as programs of their own, so that they can be interrupted and killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conformance.directory import TRANSCRIPT
from conformance.reference import SANDBOX_TOKENS
from conformance.transcript import open_transcript


@contextmanager
def start(*words: str, blocks: int | None = None) -> Iterator[subprocess.Popen[str]]:
    """`run` with these words; what it prints is one stream. It is killed in the end.

    `blocks`: no file may become longer than so many times 512 bytes.
    """
    main, other = SANDBOX_TOKENS
    tokens = {"CONFORMANCE_TOKEN": main, "CONFORMANCE_OTHER_TOKEN": other}
    limited = [] if blocks is None else ["sh", "-c", 'ulimit -f "$0"; exec "$@"', str(blocks)]
    with subprocess.Popen(
        [*limited, sys.executable, "-m", "conformance.cli", "run", *words],
        env={**os.environ, **tokens},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as program:
        try:
            yield program
        finally:
            program.kill()


def ended(program: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code of a program, and what it printed, when it has ended."""
    printed, _ = program.communicate(timeout=120)
    return program.returncode, printed


def finish(*words: str, blocks: int | None = None) -> tuple[int, str]:
    """Run it to its end: the exit code, and what it printed."""
    with start(*words, blocks=blocks) as program:
        return ended(program)


def wait_for_exchanges(directory: Path, count: int, patience: float = 60.0) -> None:
    """Return when so many exchanges are in a run's transcript."""
    path = directory / TRANSCRIPT
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if path.is_file() and path.read_bytes().count(b"\n") > count:
            return
        time.sleep(0.02)
    raise AssertionError(f"{path} has not grown to {count} exchanges")


def sent(directory: Path) -> Counter[str]:
    """The steps that a transcript says were sent, in the server's words."""
    return Counter(
        f"{one.flow}/{one.case}/{one.step}"
        for one in open_transcript(directory / TRANSCRIPT).exchanges
        if one.sent
    )
