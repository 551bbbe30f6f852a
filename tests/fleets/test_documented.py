"""What docs/fleets.md says of fleets is so."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from conformance.cli.fleeting import fleet
from conformance.fleet.asked import SECRETS
from conformance.fleet.keeping import COMPARISON, DATA, PAGE
from conformance.fleet.reading import IDENTITY, OPTIONS, SUBJECT, read_fleet
from conformance.fleet.result import State
from conformance.fleet.run import Manner

DOCUMENT = (Path(__file__).parents[2] / "docs/fleets.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return DOCUMENT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_the_file_that_is_shown_can_be_read(tmp_path: Path) -> None:
    [text] = re.findall("```toml\n(.*?)```", DOCUMENT, re.S)
    (tmp_path / "FLEET.toml").write_text(text)
    first, second = read_fleet(tmp_path / "FLEET.toml").targets
    assert first.choices().features == ("transcript",)
    assert second.choices().features == ()
    assert second.choices().rate == 5
    for name in (*first.secrets.values(), *second.secrets.values()):
        assert f"{name}=..." in DOCUMENT


def test_every_key_is_described() -> None:
    table = section("FLEET.toml")
    rows = re.findall(r"^\| ((?:`[\w-]+`(?:, )?)+) \|", table, re.M)
    named = [name for row in rows for name in re.findall(r"`([\w-]+)`", row)]
    assert sorted(named) == sorted([*IDENTITY, *SECRETS, *SUBJECT])
    options = re.search(r"as in `conformance.toml`: (.*?)\.\s", table, re.S)
    assert options is not None
    assert tuple(re.findall(r"`([\w-]+)`", options[1])) == OPTIONS


def test_every_option_is_described_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(--[\w-]+)` \| (.*?) \|", section("Options"), re.M))
    options = [one for one in fleet.params if isinstance(one, click.Option)]
    assert sorted(rows) == sorted(one.opts[0] for one in options)
    manner = Manner(2)
    assert rows["--workers"] == str(manner.workers)
    assert rows["--retries"] == str(manner.retries)
    assert float(rows["--target-seconds"]) == manner.seconds


@pytest.mark.parametrize("state", State)
def test_every_state_is_described(state: State) -> None:
    assert f"| `{state.value}` |" in section("What comes of it")


@pytest.mark.parametrize("name", [DATA, PAGE, COMPARISON])
def test_every_file_is_described(name: str) -> None:
    assert f"{name}` |" in section("What comes of it")


def test_the_same_defaults_as_on_the_command_line() -> None:
    defaults = {one.name: one.default for one in fleet.params}
    assert defaults["retries"] == Manner(2).retries
    assert defaults["target_seconds"] == Manner(2).seconds
