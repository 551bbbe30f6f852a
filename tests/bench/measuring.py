"""One command, and what it cost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MIB = 1024 if sys.platform == "linux" else 1024 * 1024
"""Units of the kernel's peak memory in a MiB."""


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and of CPU, and the peak memory in MiB, of a command.

    CPU and memory are those of the command with the children that it waited for.
    """

    seconds: float
    cpu: float
    memory: float
    exit_code: int


def measured(
    command: Sequence[str], directory: Path, environment: Mapping[str, str], patience: float
) -> Cost:
    """Runs a command to its end in a directory, where its output goes into `output.txt`.

    After `patience` seconds it is interrupted.
    """
    with (directory / "output.txt").open("wb") as output:
        started = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=directory,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        timer = threading.Timer(patience, process.send_signal, (signal.SIGINT,))
        timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        finally:
            timer.cancel()
        seconds = time.monotonic() - started
    # The process has been waited for already.
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(
        seconds=seconds,
        cpu=usage.ru_utime + usage.ru_stime,
        memory=usage.ru_maxrss / MIB,
        exit_code=process.returncode,
    )
