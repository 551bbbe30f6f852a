"""Programs run as a user runs them: each in a process of its own, outside this checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from conformance.reference import SANDBOX_TOKENS

TOKEN = next(iter(SANDBOX_TOKENS))
PYTEST = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider")
SUITE = (sys.executable, "-m", "conformance.cli")


def run_outside(
    directory: Path, *words: str, token: str | None = TOKEN, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a program in a directory, with nothing chosen but the token and these variables."""
    ours = ("CONFORMANCE_", "PYTEST_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    if token is not None:
        environment["CONFORMANCE_TOKEN"] = token
    return subprocess.run(
        words,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
        cwd=directory,
        env={**environment, **variables},
    )
