"""What a CI service does around the lines of a recipe, on this machine.

Nothing is installed: a `python` stands first in the path whose virtual environments are copies of
itself, which writes down what pip was asked for, and which is else the Python of these tests.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outside import TOKEN

from conformance.configuration import variable
from conformance.option import READERS

ROOT = Path(__file__).parents[2]

HOSTILE = ("$(touch owned)`touch owned`; touch owned & b", "a'$(touch owned)'b")
"""Each would touch a file if a shell took it for more than a value, in quotes of a kind or none."""

KNOWN = {variable(option) for option in (*READERS, "baseline")}
"""The variables that the suite reads its options from."""

_PYTHON = f"""#!/bin/sh
case "$*" in
    "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    "-m pip "*) echo "$*" >> "$PIP_LOG" ;;
    *) exec "{sys.executable}" "$@" ;;
esac
"""


@dataclass(frozen=True)
class Service:
    """A job's working directory, and where it notes what was installed."""

    directory: Path

    def environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        """That of a job with the token as a secret, and with no choice made elsewhere."""
        programs = self.directory.parent / "programs"
        programs.mkdir(exist_ok=True)
        for name in ("python", "python3"):
            (programs / name).write_text(_PYTHON, encoding="utf-8")
            (programs / name).chmod(0o755)
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CONFORMANCE_", "PYTEST_"))
        }
        return {
            **kept,
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PIP_LOG": str(self.directory.parent / "pip.log"),
            "CONFORMANCE_TOKEN": TOKEN,
            **variables,
        }

    def run(
        self, words: tuple[str, ...], lines: str, variables: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run lines of shell as a service does: from a file, by the shell that `words` start."""
        script = self.directory.parent / "script"
        script.write_text(lines, encoding="utf-8")
        return subprocess.run(
            [*words, str(script)],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            cwd=self.directory,
            env=self.environment(variables),
        )

    @property
    def installed(self) -> list[str]:
        """What pip was asked for, call by call."""
        log = self.directory.parent / "pip.log"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []

    def is_owned(self) -> bool:
        """Whether a hostile value was taken for a line of shell."""
        return any(self.directory.parent.rglob("owned"))


def suite_to_clone(place: Path) -> Path:
    """A repository with as much of the suite as a recipe needs of a clone."""
    suite = place / "suite"
    (suite / "recipes").mkdir(parents=True)
    for name in ("constraints.txt", "recipes/conformance.sh"):
        (suite / name).write_bytes((ROOT / name).read_bytes())
    git = ("git", "-C", str(suite), "-c", "user.name=a", "-c", "user.email=a@example.com")
    for words in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-q", "-m", "suite")):
        subprocess.run([*git, *words], check=True, capture_output=True)
    return suite


def assert_fits(schema: str, document: Any, place: Path) -> None:
    """Check a document against a schema that check-jsonschema brings with it."""
    file = place / "document.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    words = ("-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(file))
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout
