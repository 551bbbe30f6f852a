"""The set that certificates are about: fixed, and never another by the same name."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conformance import catalogue
from conformance.requirement_set import (
    RequirementSetError,
    fix,
    main,
    read_requirement_set,
    requirement_set,
)
from conformance.resources import REQUIREMENT_SET

KEPT = REQUIREMENT_SET.read_text(encoding="ascii")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "set.json"
    made.write_text(KEPT, encoding="ascii")
    return made


def smaller(path: Path, *left_out: str) -> None:
    """A set that was fixed before some requirements were there."""
    value = json.loads(KEPT)
    ids = [id_ for id_ in value["requirements"] if id_ not in left_out]
    value |= {"requirements": ids, "digest": catalogue.digest(ids)}
    path.write_text(json.dumps(value), encoding="ascii")


def test_what_the_fixed_ids_ask_for_has_not_changed() -> None:
    fixed = requirement_set()
    assert fixed.is_as_fixed, (
        f"What certificates by the set {fixed.name} are about has changed. Either take that back, "
        "or fix a new set: nox -s requirement-set -- NAME"
    )


def test_the_same_set_again_changes_nothing(path: Path) -> None:
    present = read_requirement_set(path)
    if present.ids == {one.id for one in catalogue.requirements()}:
        assert fix(present.name, path) == present
    assert path.read_text(encoding="ascii") == KEPT


def test_a_new_set_has_every_requirement_and_another_name(path: Path) -> None:
    smaller(path, "LEAD-02", "SEQ-01")
    assert read_requirement_set(path).is_as_fixed
    made = fix("v3-99", path)
    assert made == read_requirement_set(path)
    assert made.ids == {one.id for one in catalogue.requirements()}
    assert (made.is_as_fixed, made.name) == (True, "v3-99")


def test_a_name_is_not_given_to_another_set(path: Path) -> None:
    smaller(path, "LEAD-02", "SEQ-01")
    before = path.read_text(encoding="ascii")
    name = requirement_set().name
    said = (
        f"{name} is fixed .* but .*LEAD-02.*, SEQ-01 would be new in it. .* a later name, such as"
    )
    with pytest.raises(RequirementSetError, match=said):
        fix(name, path)
    assert path.read_text(encoding="ascii") == before


def test_a_name_is_not_given_to_what_asks_for_something_else(path: Path) -> None:
    value = json.loads(KEPT)
    ids = [one.id for one in catalogue.requirements()]
    path.write_text(json.dumps(value | {"requirements": ids, "digest": "sha256:0"}))
    with pytest.raises(RequirementSetError, match="what its requirements ask for has changed"):
        fix(value["name"], path)


def test_what_is_gone_needs_a_new_name_too(path: Path) -> None:
    value = json.loads(KEPT)
    path.write_text(json.dumps(value | {"requirements": [*value["requirements"], "OLD-01"]}))
    with pytest.raises(RequirementSetError, match="OLD-01 would be gone from it"):
        fix(value["name"], path)


@pytest.mark.parametrize("name", ["", "v3", "v3-0", "v3-01", "v4-2", "v3-2 ", "v3-٢", "x"])
def test_a_name_says_the_contract_and_a_number(path: Path, name: str) -> None:
    with pytest.raises(RequirementSetError, match="such as v3-2"):
        fix(name, path)
    assert path.read_text(encoding="ascii") == KEPT


def test_without_a_set_any_number_will_do(tmp_path: Path) -> None:
    assert fix("v3-7", tmp_path / "set.json").name == "v3-7"


def test_the_command_says_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nonsense"]) == 2
    assert "'nonsense' is no name of a set" in capsys.readouterr().err
    done = subprocess.run(
        [sys.executable, "-m", "conformance.requirement_set"], capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert REQUIREMENT_SET.read_text(encoding="ascii") == KEPT
