"""Changes outside of functions: constants, defaults, demands. Each gets a process of its own.

mutmut knows how to make them, but its forks have imported the modules already.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

import libcst
from libcst.metadata import MetadataWrapper
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

from .mutant import Mutant, Tried, change
from .workplace import TESTS, copy_to

_PATIENCE = 300.0


def tried(modules: Iterable[str], directory: Path, processes: int) -> Iterator[Tried]:
    """Every change of these modules outside of functions; the directory is new or empty."""
    free: SimpleQueue[Path] = SimpleQueue()
    for number in range(processes):
        copy_to(directory / str(number))
        free.put(directory / str(number))
    if not _pass(directory / "0"):
        raise RuntimeError("The tests don't pass without any change.")
    sources = {module: (directory / "0" / module).read_text(encoding="utf-8") for module in modules}

    def attempt(pair: tuple[Mutant, str]) -> Tried:
        mutant, code = pair
        place = free.get()
        file = place / mutant.file
        try:
            _write(file, code)
            return Tried(mutant, noticed=not _pass(place))
        finally:
            _write(file, sources[mutant.file])
            free.put(place)

    with ThreadPoolExecutor(processes) as pool:
        yield from pool.map(attempt, [pair for one in sources.items() for pair in changes(*one)])


def changes(module: str, source: str) -> Iterator[tuple[Mutant, str]]:
    """Every mutant outside of a module's functions, with the module's code after the change."""
    visitor = MutationVisitor(mutation_operators, IgnoredCode(set(), set(), set()))
    code = MetadataWrapper(libcst.parse_module(source)).visit(visitor)
    for mutation in visitor.mutations:
        holder = mutation.contained_by_top_level_function
        if isinstance(holder, libcst.FunctionDef):
            continue
        changed = code.deep_replace(mutation.original_node, mutation.mutated_node)
        assert isinstance(changed, libcst.Module)
        yield Mutant(module, _class_of(holder, code), change(source, changed.code)), changed.code


def _class_of(statement: libcst.CSTNode | None, code: libcst.Module) -> str:
    for each in code.body:
        if isinstance(each, libcst.ClassDef) and any(one is statement for one in each.body.body):
            return each.name.value
    return ""


def _write(file: Path, code: str) -> None:
    # A file of the same size, written within the same second, would be taken for the compiled one.
    for compiled in file.parent.glob(f"__pycache__/{file.stem}.*.pyc"):
        compiled.unlink()
    file.write_text(code, encoding="utf-8")


def _pass(place: Path) -> bool:
    # `python -m` puts the working directory before the checkout on the path.
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *TESTS]
    try:
        done = subprocess.run(
            command, cwd=place, capture_output=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
