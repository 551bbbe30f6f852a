"""The process that judges a run: whether one is worth it, and its start, which may come early.

It imports for as long as the run itself does. What of that lies before the first request doesn't
take the processors from driving. So nothing here imports much.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from conformance.option import SAMPLED

_waiting: deque[subprocess.Popen[bytes]] = deque()
"""Started already, for the next run of this process."""


def worthwhile(profile: str, *, own: bool) -> bool:
    """Whether there is much to judge, and another processor to do it.

    `own`: with flows of the operator's own, which are Python that only this process has loaded.
    """
    return profile not in SAMPLED and not own and processors() > 1


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def ahead(profile: str, *, own: bool) -> Iterator[None]:
    """For a run that follows: the process that it is going to need, if any, is started already."""
    if worthwhile(profile, own=own):
        # The run tries itself, and does without where that fails.
        with suppress(OSError):
            _waiting.append(start())
    try:
        yield
    finally:
        while _waiting:
            unused = _waiting.pop()
            unused.kill()
            unused.communicate()


def taken() -> subprocess.Popen[bytes]:
    """A process that was started ahead, or else a new one. Raises OSError."""
    try:
        return _waiting.pop()
    except IndexError:
        return start()


def start() -> subprocess.Popen[bytes]:
    """A new process. Raises OSError."""
    # It needs no secrets: what it reads has labels in their place.
    environment = {key: one for key, one in os.environ.items() if "CONFORMANCE_" not in key}
    return subprocess.Popen(
        # What lies in the current directory is not to be taken for the suite.
        [sys.executable, "-P", "-m", "conformance.hearing"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # A Ctrl-C at the terminal is for the run, which still wants to know what came of it.
        start_new_session=True,
    )
