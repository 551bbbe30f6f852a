"""The program in a terminal of its own, and in pipes."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from conformance.reference import SANDBOX_TOKENS

from .emulator import Emulator

PROGRAM = (sys.executable, "-m", "conformance.cli")


def environment(**given: str) -> dict[str, str]:
    """As a person at a terminal has it, with a token."""
    unwanted = {"CI", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "GITHUB_ACTIONS"}
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in unwanted and not name.startswith("CONFORMANCE_")
    }
    token = next(iter(SANDBOX_TOKENS))
    return {**kept, "TERM": "xterm-256color", "CONFORMANCE_TOKEN": token, **given}


def in_pipes(directory: Path, *arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Run to the end with standard output and error in pipes."""
    return subprocess.run(
        [*PROGRAM, *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        cwd=directory,
        env=environment(**given),
    )


@dataclass
class Terminal:
    """A program in a terminal; `output` is all that it has written to it so far."""

    process: subprocess.Popen[bytes]
    master: int
    width: int
    output: bytes = b""
    _ended: bool = field(default=False)

    def read_until(self, mark: bytes) -> None:
        """Read until it has written this; it is an error if it ends without."""
        while mark not in self.output:
            assert self._read(), self.output

    def end(self) -> Emulator:
        """Read until the program ends; gives the screen as it leaves it."""
        while self._read():
            pass
        self.process.wait(timeout=60)
        screen = Emulator(self.width)
        screen.feed(self.output.decode("utf-8"))
        return screen

    def _read(self) -> bytes:
        # On Linux, a terminal that nobody has open any more is an error to read.
        with contextlib.suppress(OSError):
            part = os.read(self.master, 65536)
            self.output += part
            return part
        return b""


@contextlib.contextmanager
def in_terminal(
    directory: Path, *arguments: str, width: int = 80, height: int = 24, **given: str
) -> Iterator[Terminal]:
    """Start it in a terminal of that size."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=directory,
        env=environment(**given),
        start_new_session=True,
    )
    os.close(slave)
    try:
        yield Terminal(process, master, width)
    finally:
        process.kill()
        process.wait(timeout=30)
        os.close(master)
