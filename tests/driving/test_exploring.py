"""Fresh cases come from a process of their own, as they are made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.corpus import Case, Group, Violation, written
from conformance.drive import exploring
from conformance.loading import load_contract
from conformance.outcome import Level
from conformance.plan import Plan
from conformance.resources import SPEC

VALID = Case("x-1", "new-message", Level.MUST, "hand", body={"content": "a"})
FLAWED = Case(
    "x-2", "new-message", Level.MUST, "hand", body={},
    violation=Violation("/content", "required"), control="x-1",
)  # fmt: skip
OTHER = Case("x-3", "new-message", Level.MUST, "hand", body={"content": "b"})


def plan(explore: int) -> Plan:
    return Plan("full", load_contract(SPEC), explore=explore)


def printing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lines: list[str], code: int) -> None:
    """Have the process print these lines and end with this code."""
    file = tmp_path / "cases.jsonl"
    file.write_text("".join(line + "\n" for line in lines), encoding="ascii")
    script = f"import sys; print(open({str(file)!r}).read(), end=''); sys.exit({code})"

    def start(_: Plan, spec: Path) -> subprocess.Popen[str]:
        assert load_contract(spec).operations
        return subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, encoding="ascii"
        )

    monkeypatch.setattr(exploring, "_start", start)


def explored(wanted: int, stopped: bool = False) -> tuple[list[str], list[str]]:
    faults: list[str] = []
    with exploring.exploring(plan(wanted), lambda: stopped, faults.append) as fresh:
        found = [case.id for group in fresh for case in (group.valid, *group.invalid)]
    return found, faults


def test_groups_come_as_they_are_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    printing(monkeypatch, tmp_path, [written(one) for one in (VALID, FLAWED, OTHER)], 0)
    assert explored(3) == (["x-1", "x-2", "x-3"], [])


def test_what_was_made_can_be_gone_through_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    printing(monkeypatch, tmp_path, [written(one) for one in (VALID, FLAWED, OTHER)], 0)
    with exploring.exploring(plan(3), lambda: False, pytest.fail) as fresh:
        assert list(fresh.again()) == []
        made = list(fresh)
        assert list(fresh) == []
        assert list(fresh.again()) == list(fresh.again()) == made
    assert made == [Group(VALID, (FLAWED,)), Group(OTHER)]


@pytest.mark.parametrize(("wanted", "code"), [(4, 0), (3, 1)])
def test_too_few_or_a_failure_is_our_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wanted: int, code: int
) -> None:
    printing(monkeypatch, tmp_path, [written(one) for one in (VALID, FLAWED, OTHER)], code)
    assert explored(wanted) == (["x-1", "x-2", "x-3"], [exploring.BROKE])


def test_a_run_that_was_stopped_takes_no_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    printing(monkeypatch, tmp_path, [written(VALID)], 0)
    assert explored(500, stopped=True) == ([], [])


def test_without_exploration_no_process_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exploring, "_start", None)
    assert explored(0) == ([], [])
