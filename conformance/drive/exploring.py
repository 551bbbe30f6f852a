"""Fresh cases, made by a process of their own while others are on the wire."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from conformance.corpus import Group, groups, read
from conformance.plan import Plan

BROKE = "The generation of fresh cases broke off; please report it with the seed."


class Fresh:
    """Fresh cases, in groups: as they are made, and again afterwards.

    They are kept in a file, because there may be more of them than memory should hold.
    """

    def __init__(self, made: Iterable[Group], kept: Path | None) -> None:
        """`made` writes to `kept` what it gives."""
        self._made = made
        self._kept = kept

    def __iter__(self) -> Iterator[Group]:
        """Those that are made, once."""
        return iter(self._made)

    def again(self) -> Iterator[Group]:
        """Those that were made so far."""
        if self._kept is not None and self._kept.exists():
            with gzip.open(self._kept, "rt", encoding="ascii") as lines:
                yield from groups(map(read, lines))


@contextmanager
def exploring(
    plan: Plan, stopped: Callable[[], bool], fault: Callable[[str], None]
) -> Iterator[Fresh]:
    """Generate as many cases as the plan wants; gives them as they come, until `stopped`.

    `fault` is told when fewer came.
    """
    if plan.explore <= 0:
        yield Fresh((), None)
        return
    with tempfile.TemporaryDirectory(prefix="optimly-conformance-") as place:
        spec, kept = Path(place) / "spec.json", Path(place) / "cases.jsonl.gz"
        # YAML reads numbers, dates and keys as what JSON hasn't; the process needs only the text.
        spec.write_text(json.dumps(plan.contract.document, default=str), encoding="utf-8")
        process = _start(plan, spec)
        try:
            yield Fresh(_cases(process, kept, plan.explore, stopped, fault), kept)
        finally:
            process.kill()
            process.communicate()


def _start(plan: Plan, spec: Path) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "conformance.generate", "explore", "--spec", str(spec)]
    words += ["--count", str(plan.explore), "--seed", str(plan.seed)]
    words += ["--features", ",".join(sorted(plan.capabilities))]
    return subprocess.Popen(  # noqa: S603 - our own module, and no shell
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="ascii"
    )


def _cases(
    process: subprocess.Popen[str],
    kept: Path,
    wanted: int,
    stopped: Callable[[], bool],
    fault: Callable[[str], None],
) -> Iterator[Group]:
    assert process.stdout is not None
    count = 0
    with gzip.open(kept, "wt", compresslevel=1, encoding="ascii") as file:
        for group in groups(map(read, _copied(process.stdout, file))):
            if stopped():
                return
            count += 1 + len(group.invalid)
            yield group
    if process.wait() != 0 or count < wanted:
        fault(BROKE)


def _copied(lines: Iterable[str], file: IO[str]) -> Iterator[str]:
    for line in lines:
        file.write(line)
        yield line
