"""The suite's own run, as all parts of the bench make it: with every feature, and two agents."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.reference import SANDBOX_TOKENS
from conformance.run import TRANSCRIPT

from .driven import DRIVEN
from .measuring import Cost, measured
from .server import Served

LANES = 4
PATIENCE = 900.0
ENVIRONMENT = dict(
    zip(("CONFORMANCE_TOKEN", "CONFORMANCE_OTHER_TOKEN"), SANDBOX_TOKENS, strict=True)
)


def program() -> str:
    """The command of this environment."""
    return str(Path(sys.executable).with_name("optimly-conformance"))


@dataclass(frozen=True)
class Done:
    """A run: what it cost, the requests that the server counted, and its transcript.

    `driven` are the requests without those that search for smaller ones, and `driving` the seconds
    from the first of them until the last was answered and judged.
    """

    cost: Cost
    requests: int
    transcript: Path
    driven: int
    driving: float


def command(server: Served, *more: str) -> Sequence[str]:
    """A run against the server, into the directory `report` of where it is called."""
    words = ("--features", "transcript,agent", "--concurrency", str(LANES))
    return [program(), "run", server.url, *words, "--report-dir", "report", *more]


def full_run(server: Served, directory: Path, lanes: int = LANES) -> Done:
    """`run --profile full` against the server as it is. Raises SystemExit if it found a fault."""
    directory.mkdir(parents=True, exist_ok=True)
    before = server.count()
    words = (sys.executable, "-m", "bench.driven", server.url, str(lanes))
    environment = {**ENVIRONMENT, "PYTHONPATH": str(Path(__file__).parents[1])}
    cost = measured(words, directory, environment, PATIENCE)
    if cost.exit_code:
        output = (directory / "output.txt").read_text(encoding="utf-8", errors="replace")
        raise SystemExit(f"The run ended with {cost.exit_code}:\n{output}")
    figures = json.loads((directory / DRIVEN).read_text(encoding="ascii"))
    return Done(
        cost,
        server.count() - before,
        directory / "report" / TRANSCRIPT,
        figures["requests"],
        figures["seconds"],
    )
