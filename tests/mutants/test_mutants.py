"""Mutants: how they are named, what is left of their code's decorators, what is known of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from .explained import EXPLAINED, compared, explanations
from .mutant import Mutant, Tried, change
from .statements import changes
from .workplace import MODULES, ROOT, undecorated

ONE, OTHER, THIRD = (
    Mutant(file, "f", "- a\n+ b")
    for file in ("conformance/judge.py", "conformance/tally.py", "conformance/verdict.py")
)


def test_a_change_is_the_lines_that_differ_without_their_indentation() -> None:
    before = "def f():\n    a = 1\n    return a\n"
    assert change(before, before.replace("a = 1", "a = 2")) == "- a = 1\n+ a = 2"
    assert change(before, before.replace("    return a\n", "")) == "- return a"


def test_decorators_become_calls_that_mean_the_same() -> None:
    source = """
from functools import cached_property


class Box:
    width = 2

    @property
    def area(self):
        return self.width**2

    @cached_property
    def volume(self):
        return self.area * self.width
"""
    bare = undecorated(source)
    assert "@" not in bare
    assert bare.splitlines().count("    area = property(area)") == 1
    space: dict[str, object] = {}
    exec(f"{bare}\nbox = Box()\nfound = (box.area, box.volume, vars(box))", space)
    assert space["found"] == (4, 8, {"volume": 8})


@pytest.mark.parametrize("decorators", ["@other", "@property\n@other", "@other.property"])
def test_a_decorator_that_may_mean_something_else_is_refused(decorators: str) -> None:
    with pytest.raises(ValueError, match="f has a decorator"):
        undecorated(f"{decorators}\ndef f(self):\n    return 1\n")


@pytest.mark.parametrize("module", MODULES)
def test_no_function_of_the_modules_is_left_out(module: str) -> None:
    source = (ROOT / module).read_text(encoding="utf-8")
    lines = undecorated(source).splitlines()
    decorators = [line.strip() for line in lines if line.strip().startswith("@")]
    assert all(line.startswith("@dataclass") for line in decorators)


def test_what_stands_outside_of_functions_is_changed_too() -> None:
    source = "A = True\n\n\nclass C:\n    b: int = 2\n\n    def f(self):\n        return 3\n"
    assert dict(changes("a.py", source)) == {
        Mutant("a.py", "", "- A = True\n+ A = None"): source.replace("True", "None"),
        Mutant("a.py", "", "- A = True\n+ A = False"): source.replace("True", "False"),
        Mutant("a.py", "C", "- b: int = 2\n+ b: int = None"): source.replace("2", "None"),
        Mutant("a.py", "C", "- b: int = 2\n+ b: int = 3"): source.replace("2", "3"),
    }


def test_survivors_are_explained_or_not_and_explanations_may_be_stale() -> None:
    tried = [Tried(ONE, noticed=False), Tried(OTHER, noticed=False), Tried(THIRD, noticed=True)]
    result = compared(tried, {OTHER: "why", THIRD: "why"}, MODULES)
    assert (result.explained, result.unexplained, result.stale) == ((OTHER,), (ONE,), (THIRD,))
    assert not result.good
    assert not compared(tried[:1], {}, MODULES).good
    assert not compared([], {THIRD: "why"}, MODULES).good
    assert compared(tried[1:2], {OTHER: "why"}, MODULES).good


def test_what_is_explained_of_other_modules_is_not_stale() -> None:
    assert compared([], {OTHER: "why"}, ["conformance/judge.py"]).good


@pytest.mark.parametrize(
    "reason", ["", "why\"\n\n[[survivor]]\nfile='a'\nwhere=''\nchange='- b'\nreason=\"why"]
)
def test_an_explanation_has_a_reason_and_stands_once(tmp_path: Path, reason: str) -> None:
    file = tmp_path / "explained.toml"
    entry = f"[[survivor]]\nfile='a'\nwhere=''\nchange='- b'\nreason=\"{reason}\"\n"
    file.write_text(entry, encoding="utf-8")
    with pytest.raises(ValueError, match="a\n    - b"):
        explanations(file)


@pytest.mark.parametrize("mutant", explanations(EXPLAINED), ids=lambda one: one.where)
def test_what_is_explained_is_in_the_code(mutant: Mutant) -> None:
    lines = [line.strip() for line in (ROOT / mutant.file).read_text(encoding="utf-8").splitlines()]
    gone = [line[2:] for line in mutant.change.splitlines() if line.startswith("- ")]
    assert set(gone) <= set(lines)
