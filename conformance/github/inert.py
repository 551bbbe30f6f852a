r"""Output in which nothing that a target answered can be a command to the runner.

The runner takes a line for a command that begins with `::`, white space before it left aside, or
that has `##[` anywhere. It does so on standard output and standard error, and reads the two side by
side, so that no `::stop-commands::` on one is sure to hold on the other. Therefore one character of
each is written as `\u003a` or `\u0023`, which a person can read and which is the same to a reader
of JSON.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections.abc import Iterator, Mapping
from threading import Lock
from typing import TextIO

from conformance.github.commands import active

_BEGINNING = re.compile(r"(?m)(^|\r)([^\S\r\n]*):(?=:)")


def inert(lines: str) -> str:
    """Whole lines of which the runner takes none for a command."""
    return _BEGINNING.sub(r"\1\2\\u003a", lines).replace("##[", "\\u0023#[")


class InertStream(io.TextIOBase):
    """A text stream before another one; what is written goes on in whole lines, made inert."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._line = ""
        self._lock = Lock()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        return self._stream.errors

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()

    def write(self, text: str) -> int:
        with self._lock:
            whole, end, rest = (self._line + text).rpartition("\n")
            self._line = rest
            if end:
                self._stream.write(inert(whole + end))
        return len(text)

    def flush(self) -> None:
        """Hands on what is whole. A line that isn't waits for its end: it may become a command."""
        if not self._stream.closed:
            self._stream.flush()

    def end(self) -> None:
        """Hands on the last line, though nothing has ended it."""
        with self._lock:
            self._stream.write(inert(self._line))
            self._line = ""
        self._stream.flush()

    def command(self, line: str) -> None:
        """Writes a command to the runner, on a line of its own."""
        with self._lock:
            rest = f"{inert(self._line)}\n" if self._line else ""
            self._line = ""
            self._stream.write(f"{rest}{line}\n")
            self._stream.flush()


@contextlib.contextmanager
def inert_output(environment: Mapping[str, str]) -> Iterator[None]:
    """Makes standard output and standard error inert, under GitHub Actions; else does nothing."""
    if not active(environment):
        yield
        return
    out, err = InertStream(sys.stdout), InertStream(sys.stderr)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            yield
        finally:
            out.end()
            err.end()
