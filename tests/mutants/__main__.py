"""Makes every small change to the code that judges, and says which ones no test notices.

PYTHONPATH=tests python -m mutants conformance/judge.py
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from . import functions, statements
from .explained import EXPLAINED, Result, compared, explanations
from .mutant import Mutant, Tried
from .workplace import MODULES, ROOT


def main() -> None:
    """Try the mutants of the modules on the command line; exit with 1 for an unexplained one."""
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"among {', '.join(MODULES)}")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    modules = tuple(arguments.modules) or MODULES
    if unknown := set(modules) - set(MODULES):
        parser.error(f"not among the modules: {', '.join(sorted(unknown))}")
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        places = Path(name) / "functions", Path(name) / "statements"
        tried = [
            *functions.tried(modules, places[0], arguments.processes),
            *statements.tried(modules, places[1], arguments.processes),
        ]
    result = compared(tried, explanations(), modules)
    _print_table(tried, result.explained)
    _print_result(result)
    print(f"{time.monotonic() - began:.0f} seconds")
    sys.exit(not result.good)


def _print_table(tried: Sequence[Tried], explained: Iterable[Mutant]) -> None:
    print(f"{'':32}{'mutants':>10}{'noticed':>10}{'explained':>10}{'neither':>10}")
    known = set(explained)
    for file in [*sorted({one.mutant.file for one in tried}), "all"]:
        mine = [one for one in tried if file in {one.mutant.file, "all"}]
        noticed = sum(one.noticed for one in mine)
        explained_ones = sum(not one.noticed and one.mutant in known for one in mine)
        neither = len(mine) - noticed - explained_ones
        print(f"{file:32}{len(mine):>10}{noticed:>10}{explained_ones:>10}{neither:>10}")


def _print_result(result: Result) -> None:
    file = EXPLAINED.relative_to(ROOT)
    for mutant in result.unexplained:
        print(f"No test notices this one, and {file} doesn't explain it:\n{mutant}")
    for mutant in result.stale:
        print(f"{file} explains this one, which is noticed or isn't made any more:\n{mutant}")


if __name__ == "__main__":
    main()
