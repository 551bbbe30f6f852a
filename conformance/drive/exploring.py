"""Fresh cases, made by a process of their own while others are on the wire."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from conformance.corpus import Group, groups, read
from conformance.plan import Plan

BROKE = "The generation of fresh cases broke off; please report it with the seed."


@contextmanager
def exploring(
    plan: Plan, stopped: Callable[[], bool], fault: Callable[[str], None]
) -> Iterator[Iterator[Group]]:
    """Generate as many cases as the plan wants; gives them as they come, until `stopped`.

    `fault` is told when fewer came.
    """
    if plan.explore <= 0:
        yield iter(())
        return
    with tempfile.TemporaryDirectory(prefix="optimly-conformance-") as place:
        spec = Path(place) / "spec.json"
        # YAML reads numbers, dates and keys as what JSON hasn't; the process needs only the text.
        spec.write_text(json.dumps(plan.contract.document, default=str), encoding="utf-8")
        process = _start(plan, spec)
        try:
            yield _cases(process, plan.explore, stopped, fault)
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
    wanted: int,
    stopped: Callable[[], bool],
    fault: Callable[[str], None],
) -> Iterator[Group]:
    assert process.stdout is not None
    count = 0
    for group in groups(map(read, process.stdout)):
        if stopped():
            return
        count += 1 + len(group.invalid)
        yield group
    if process.wait() != 0 or count < wanted:
        fault(BROKE)
