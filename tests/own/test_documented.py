"""What docs/own-tests.md shows works as it stands, and names what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from outside import PYTEST, SUITE, run_outside

from conformance import testing
from conformance.plugin import fixtures

TEXT = (Path(__file__).parents[2] / "docs/own-tests.md").read_text(encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository with the files of the document, each of which says its name first."""
    blocks = re.findall(r"```(?:python|toml)\n# (\S+)\n(.*?)```", TEXT, re.DOTALL)
    assert [name for name, _ in blocks] == [
        "tests/test_leads.py",
        "acme/flows.py",
        "conformance.toml",
        "tests/test_orders.py",
    ]
    for name, text in blocks:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "acme/__init__.py").touch()
    return tmp_path


def test_its_tests_pass(place: Path) -> None:
    done = run_outside(place, *PYTEST, "tests")
    assert "3 passed" in done.stdout, done.stdout
    assert done.returncode == 0


def test_its_flow_is_driven(place: Path) -> None:
    done = run_outside(place, *SUITE, "run", "--only", "acme")
    assert done.returncode == 0, done.stdout
    done = run_outside(place, *PYTEST, "--pyargs", "conformance", "-k", "ACME")
    assert "1 passed" in done.stdout, done.stdout


def test_its_table_of_names_is_that_of_the_module() -> None:
    (table,) = re.findall(r"## The names in `conformance.testing`\n(.*?)\n\n", TEXT + "\n\n", re.S)
    named = re.findall(r"`(\w+)`", table.partition("|---|---|")[2])
    assert sorted(named) == sorted(testing.__all__)
    assert all(hasattr(testing, name) for name in named)


def test_its_table_of_fixtures_is_that_of_the_plugin() -> None:
    table = TEXT.partition("| fixture |")[2].partition("\n\n")[0]
    named = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    kind = type(fixtures.judge)
    offered = {
        name
        for name, value in vars(fixtures).items()
        if isinstance(value, kind) and not name.startswith("_")
    }
    assert set(named) == offered
