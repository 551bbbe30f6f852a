"""The recipes for nox and pre-commit, and the command that checks a spec."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from outside import SUITE, run_outside

from conformance.cli import main
from conformance.resources import SPEC

from .services import ROOT

NOXFILE = ROOT / "recipes/noxfile.py"
# nox knows each session by its name, so the file is read once.
SESSIONS = runpy.run_path(str(NOXFILE))
RENAMED = SPEC.read_text(encoding="utf-8").replace("/external/message/new-chat:", "/x:")


@dataclass
class Session:
    """Stands for nox's: writes down what is to be installed, and runs the suite's command."""

    posargs: list[str]
    directory: Path
    installed: list[tuple[str, ...]] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)

    def install(self, *words: str) -> None:
        self.installed.append(words)

    def run(self, program: str, *words: str) -> None:
        assert program == "optimly-conformance"
        self.codes.append(run_outside(self.directory, *SUITE, *words).returncode)


def test_nox_finds_the_sessions() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nox", "-f", str(NOXFILE), "--list"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "conformance -> Test a server" in done.stdout


def test_a_session_of_nox_tests_a_server(tmp_path: Path) -> None:
    session = Session(["--only", "LEAD-01"], tmp_path)
    SESSIONS["conformance"].func(session)
    assert session.codes == [0]
    requirements, suite = session.installed
    assert Path(requirements[-1]).name == "constraints.txt"
    assert suite[:2] == ("--no-deps", "--no-build-isolation")


def test_a_session_of_nox_tests_an_app(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(
        "from conformance.reference import Settings, create_app\n"
        "app = create_app(Settings(limits='none'))\n"
    )
    session = Session(["shop:app", "--only", "LEAD-01"], tmp_path)
    SESSIONS["conformance_app"].func(session)
    assert session.codes == [0]
    assert session.installed[0] == (".",)


def test_the_hook_is_a_command_that_there_is() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    program, command = hook["entry"].split()
    assert program == "optimly-conformance"
    assert command in main.commands
    assert hook["language"] == "python"
    for name, wanted in (
        ("openapi.yaml", True),
        ("spec/openapi-v3.json", True),
        ("reopenapi.yaml", False),
        ("openapi.md", False),
    ):
        assert bool(re.search(hook["files"], name)) is wanted


def test_a_spec_that_can_be_used_is_said_to_be(tmp_path: Path) -> None:
    done = run_outside(tmp_path, *SUITE, "check-spec", str(SPEC), token=None)
    assert done.returncode == 0
    assert done.stdout == f"{SPEC}: It can be used, and has 6 operations.\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("openapi: 3.1.0\n", "is not valid at /: 'info' is a required property"),
        ("openapi: 3.0.0\n", "is not an OpenAPI 3.1 document"),
        ("{", "is not valid YAML (line 2)"),
        (
            SPEC.read_text(encoding="utf-8").replace("/external/message/new-chat:", "/x:"),
            "new-chat",
        ),
    ],
)
def test_one_that_can_not_is_one_line_and_the_others_are_checked_too(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "theirs.yaml").write_text(text, encoding="utf-8")
    done = run_outside(tmp_path, *SUITE, "check-spec", "theirs.yaml", "absent.yaml", str(SPEC))
    assert done.returncode == 1
    first, second = done.stderr.splitlines()
    assert said in first.replace('"', "'")
    assert first.startswith("theirs.yaml: ")
    assert second == "absent.yaml: The spec absent.yaml can't be read: No such file or directory."
    assert "It can be used" in done.stdout


def test_no_file_is_a_mistake(tmp_path: Path) -> None:
    assert run_outside(tmp_path, *SUITE, "check-spec").returncode == 2
