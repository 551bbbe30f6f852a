"""The suite finds nothing wrong with the second server, and judges all of it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from conformance.loading import load_contract
from conformance.outcome import Outcome, Verdict
from conformance.reference import RunningServer
from conformance.report import Report
from conformance.resources import SPEC
from conformance.run import Options, run
from conformance.target import Credentials, Target

from . import TOKENS, SecondServer

CONSENTS = ("exhaust-rate-limit",)


def report_on(server: SecondServer, consents: tuple[str, ...], directory: Path) -> Report:
    main, other = TOKENS
    with RunningServer(server) as running:
        credentials = Credentials({"main": main, "other": other})
        target = Target(running.url, credentials, ("transcript", "agent"), consents)
        return run(target, load_contract(SPEC), Options(), directory)


def others_than(report: Report, *outcomes: Outcome) -> dict[str, Outcome]:
    return {one.id: one.outcome for one in report.requirements if one.outcome not in outcomes}


def test_is_conformant_and_nothing_is_left_out(tmp_path: Path) -> None:
    report = report_on(SecondServer(window=3), CONSENTS, tmp_path)
    assert others_than(report, Outcome.PASS) == {}
    assert report.verdict is Verdict.CONFORMANT


def test_is_conformant_without_limits(tmp_path: Path) -> None:
    report = report_on(SecondServer(limits=None), (), tmp_path)
    assert others_than(report, Outcome.PASS, Outcome.NOT_APPLICABLE) == {}
    assert report.verdict is Verdict.CONFORMANT


SOURCES = [path for path in sorted(Path(__file__).parent.glob("*.py")) if "test_" not in path.name]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_shares_no_code_with_the_suite(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="ascii"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            imported.add(str(node.module).split(".")[0])
    assert not imported & {"conformance", "fastapi", "pydantic", "starlette", "tests"}
