"""What is undocumented of the libraries still is as it was, and only one room knows them."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers

from conformance.contract import Contract
from conformance.generate.by_schemathesis import Schemathesis
from conformance.generate.draws import drawn
from conformance.loading import load_contract
from conformance.resources import SPEC

from .oracle import problems

PACKAGE = Path(__file__).parents[2] / "conformance"
ROOM = PACKAGE / "generate"


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(SPEC)


@pytest.fixture(scope="module")
def schemathesis(contract: Contract) -> Schemathesis:
    return Schemathesis(contract.document)


def imported(path: Path) -> set[str]:
    """The top-level packages that a file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


def test_schemathesis_is_known_to_one_file() -> None:
    files = [path for path in PACKAGE.rglob("*.py") if "schemathesis" in imported(path)]
    assert files == [ROOM / "by_schemathesis.py"]


def test_reading_cases_needs_neither_library() -> None:
    script = (
        "import sys, conformance.corpus, conformance.fits, conformance.generate.__main__\n"
        "next(conformance.corpus.load('new-message'))\n"
        "print(sorted({'hypothesis', 'schemathesis'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["new-chat", "new-message", "email-handoff"])
def test_the_coverage_phase_gives_boundary_cases(
    schemathesis: Schemathesis, contract: Contract, name: str
) -> None:
    """The call behind it is undocumented: if this fails, look at `iter_coverage_cases`."""
    bodies = list(schemathesis.coverage(contract.operation(name)))
    assert bodies == list(schemathesis.coverage(contract.operation(name)))
    found = [problems(name, body) for body in bodies]
    assert sum(not each for each in found) >= 3
    kinds = {kind for each in found for _, kind in each}
    assert kinds >= {"type", "required"}
    assert sum(len(each) == 1 for each in found) >= 15


@pytest.mark.parametrize("valid", [True, False])
def test_schemathesis_draws_the_same_for_one_seed(
    schemathesis: Schemathesis, contract: Contract, valid: bool
) -> None:
    operation = contract.operation("email-handoff")
    bodies = schemathesis.bodies(operation, valid=valid, count=8, seed=5)
    assert bodies == schemathesis.bodies(operation, valid=valid, count=8, seed=5)
    assert bodies != schemathesis.bodies(operation, valid=valid, count=8, seed=6)
    right = [problems("email-handoff", body) == set() for body in bodies]
    # What is drawn as invalid now and then isn't, so nobody may rely on it.
    assert all(right) if valid else right.count(False) >= 4


def test_what_cannot_be_violated_gives_nothing(
    schemathesis: Schemathesis, contract: Contract
) -> None:
    operation = contract.operation("{chat_id}/messages")
    assert schemathesis.bodies(operation, valid=False, count=3, seed=0) == []


def test_draws_do_not_hang_on_the_constants_of_our_modules() -> None:
    """Undocumented: Hypothesis draws from the constants of modules that it takes for ours."""
    numbers = st.integers(0, 10**12)
    before = drawn(numbers, 60, 3)
    kept = providers._get_local_constants()
    kept.integers.add(123456789)
    try:
        after = drawn(numbers, 60, 3)
        assert providers._get_local_constants() is kept
    finally:
        kept.integers.discard(123456789)
        providers.CONSTANTS_CACHE.cache.clear()
    assert after == before
    assert 123456789 not in after
