"""A copy of the checkout in which the code may be changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import libcst

ROOT = Path(__file__).parents[2]

MODULES = tuple(
    f"conformance/{name}.py"
    for name in ("evidence", "expectation", "judge", "redaction", "same", "tally", "verdict")
)
"""The code that decides what a run is said to show, and what of it may be read."""

TESTS = (
    "tests/judging",
    *(f"tests/test_{name}.py" for name in ("redaction", "same", "verdict")),
)
"""The tests that are to notice a change: all that are about this code, none that sends anything."""

_PARTS = ("conformance", "spec/api_versions", "fixtures", "tests", "pyproject.toml")
_DECORATORS = frozenset({"property", "cached_property", "contextmanager"})


def copy_to(directory: Path) -> None:
    """Copy what the tests need of the checkout into a directory."""
    for part in _PARTS:
        source, target = ROOT / part, directory / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target)


def undecorated(source: str) -> str:
    """The same code with the decorators of functions as calls after them.

    mutmut passes over every function that has a decorator. Raises ValueError for one that may mean
    something else than such a call.
    """
    return libcst.parse_module(source).visit(_Undecorate()).code


class _Undecorate(libcst.CSTTransformer):
    def leave_FunctionDef(  # noqa: N802 - the library's name
        self, original_node: libcst.FunctionDef, updated_node: libcst.FunctionDef
    ) -> libcst.FunctionDef | libcst.FlattenSentinel[libcst.BaseStatement]:
        if not updated_node.decorators:
            return updated_node
        name = updated_node.name.value
        used = [_name(decorator) for decorator in updated_node.decorators]
        if len(used) != 1 or used[0] not in _DECORATORS:
            raise ValueError(f"{name} has a decorator that is unknown here")
        again = libcst.parse_statement(f"{name} = {used[0]}({name})")
        return libcst.FlattenSentinel([updated_node.with_changes(decorators=()), again])


def _name(decorator: libcst.Decorator) -> str:
    return decorator.decorator.value if isinstance(decorator.decorator, libcst.Name) else ""
