"""Changes within functions: mutmut makes them, and forks a process with the tests for each."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import libcst
from mutmut.mutation.diff_apply import read_mutant_function, read_original_function
from mutmut.utils.format_utils import orig_function_and_class_names_from_key

from .mutant import Mutant, Tried, change
from .workplace import TESTS, copy_to, undecorated

_SETTINGS = """\
[mutmut]
source_paths=conformance
also_copy=
    spec
    fixtures
only_mutate=
{modules}
pytest_add_cli_args_test_selection=
{tests}
"""

_NOTICED = frozenset({1, 3, -24, 24, 152, 255, 36})
"""mutmut's exit codes of tests that failed, and of those that didn't come to an end."""


def tried(modules: Iterable[str], directory: Path, processes: int) -> Iterator[Tried]:
    """Every change within a function of these modules; the directory is new or empty."""
    copy_to(directory)
    for module in modules:
        file = directory / module
        file.write_text(undecorated(file.read_text(encoding="utf-8")), encoding="utf-8")
    settings = _SETTINGS.format(modules=_lines(modules), tests=_lines(TESTS))
    (directory / "setup.cfg").write_text(settings, encoding="utf-8")
    mutmut = str(Path(sys.executable).with_name("mutmut"))
    command = [mutmut, "run", "--max-children", str(processes)]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"mutmut went wrong:\n{done.stdout}{done.stderr}")
    for module in modules:
        yield from _results(module, directory)


def _lines(items: Iterable[str]) -> str:
    return "\n".join(f"    {item}" for item in items)


def _results(module: str, directory: Path) -> Iterator[Tried]:
    results = json.loads((directory / "mutants" / f"{module}.meta").read_text(encoding="utf-8"))
    changed = (directory / "mutants" / module).read_text(encoding="utf-8")
    code = libcst.parse_module(changed)
    for name, exit_code in results["exit_code_by_key"].items():
        function, class_name = orig_function_and_class_names_from_key(name)
        where = ".".join(filter(None, (class_name, function.rpartition(".")[2])))
        before, after = (
            libcst.Module([read(code, name)]).code
            for read in (read_original_function, read_mutant_function)
        )
        yield Tried(Mutant(module, where, change(before, after)), exit_code in _NOTICED)
