"""What is compared: how each is called, and what it says that it found."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from conformance.contract import CORE_OPERATIONS
from conformance.loading import load_contract
from conformance.reference import SANDBOX_TOKENS
from conformance.resources import SPEC

# Steps that open the chats which generated requests are about.
_PREPARING = frozenset({"chat", "first_message"})

_TOKEN = next(iter(SANDBOX_TOKENS))


@dataclass(frozen=True)
class Outcome:
    """What came of a run: the generated requests whose answers it judged, and its findings."""

    cases: int
    findings: frozenset[str]


class Contender(Protocol):
    """A tool with the arguments that it is run with."""

    @property
    def name(self) -> str:
        """What it is called in the table."""

    def environment(self) -> Mapping[str, str]:
        """Variables that it needs."""

    def command(self, url: str) -> Sequence[str]:
        """What to run."""

    def outcome(self, directory: Path) -> Outcome:
        """What a run in this directory came to. Raises OSError where it left no report."""


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


@dataclass(frozen=True)
class Schemathesis:
    """`schemathesis run` with its defaults, on the three operations that every target has."""

    name: str = "schemathesis"

    def environment(self) -> Mapping[str, str]:
        return {}

    def command(self, url: str) -> Sequence[str]:
        contract = load_contract(SPEC)
        included = [f"--include-path={contract.operation(name).path}" for name in CORE_OPERATIONS]
        return [
            _program("schemathesis"),
            *("run", str(SPEC.resolve()), "--url", url),
            *("--header", f"Authorization: Bearer {_TOKEN}"),
            *("--report", "json", "--report-json-path", "run.json"),
            *included,
        ]

    def outcome(self, directory: Path) -> Outcome:
        report = json.loads((directory / "run.json").read_text(encoding="utf-8"))
        findings = {
            f"{failure['code']} {operation}"
            for failure in report["failures"]
            for operation in failure["operations"]
        }
        return Outcome(report["test_cases"]["generated"], frozenset(findings))


@dataclass(frozen=True)
class Ours:
    """`optimly-conformance run` with no feature claimed: on the same three operations."""

    arguments: str

    @property
    def name(self) -> str:
        return f"ours {self.arguments}"

    def environment(self) -> Mapping[str, str]:
        return {"CONFORMANCE_TOKEN": _TOKEN}

    def command(self, url: str) -> Sequence[str]:
        program = _program("optimly-conformance")
        return [program, "run", url, "--report-dir", "report", *shlex.split(self.arguments)]

    def outcome(self, directory: Path) -> Outcome:
        report = json.loads((directory / "report/report.json").read_text(encoding="utf-8"))
        findings = {
            f"{one['id']} {one['outcome']}"
            for one in report["requirements"]
            if one["outcome"] in {"fail", "deviation"}
        }
        with (directory / "report/transcript.jsonl").open(encoding="ascii") as lines:
            cases = sum(_is_judged_case(json.loads(line)) for line in lines)
        return Outcome(cases, frozenset(findings))


def _is_judged_case(line: Mapping[str, object]) -> bool:
    generated = line.get("flow") == "generated" and line["step"] not in _PREPARING
    return generated and line["response"] is not None
