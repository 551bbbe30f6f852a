"""Each contender on one server: how many cases it judges, and which faults it notices."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from conformance.contract import CORE_OPERATIONS
from conformance.reference import FAULTS, Fault

from .contenders import Contender, Ours, Outcome, Schemathesis
from .measuring import Cost, measured
from .server import Served
from .table import table

_OURS = "--profile full"


@dataclass(frozen=True)
class Run:
    """One contender's run against the server as it then was."""

    cost: Cost
    outcome: Outcome
    requests: int

    def figures(self) -> dict[str, float]:
        """The figures that are compared, by the names that the table has."""
        cases, cost = self.outcome.cases, self.cost
        return {
            "cases": cases,
            "seconds": round(cost.seconds, 2),
            "cases a second": round(cases / cost.seconds, 1),
            "requests": self.requests,
            "CPU seconds": round(cost.cpu, 2),
            "cases a CPU second": round(cases / cost.cpu, 1),
            "peak MiB": round(cost.memory, 1),
        }


def versus(
    server: Served, own: Sequence[str], number: int | None, patience: float
) -> dict[str, object]:
    """Run each contender, with so many faults in the server; prints a table, and gives figures."""
    contenders: list[Contender] = [*(Ours(one) for one in own or [_OURS]), Schemathesis()]
    faults = [fault for fault in FAULTS if fault.operation in CORE_OPERATIONS]
    faults = _spread(faults, number)
    results = [_bench(one, server, faults, patience) for one in contenders]
    print(table(results, [fault.name for fault in faults]))
    return {"results": results}


def _spread(faults: Sequence[Fault], number: int | None) -> list[Fault]:
    """So many of the faults, from the first to the last at even distances."""
    number = len(faults) if number is None else min(number, len(faults))
    return [faults[position * len(faults) // number] for position in range(number)]


def _bench(
    contender: Contender, server: Served, faults: Sequence[Fault], patience: float
) -> dict[str, object]:
    """A contender's figures on the correct server, and the faults that it notices.

    A fault is noticed by a finding that there isn't on the correct server.
    """
    correct = _run(contender, server, None, patience)
    noticed = {}
    for fault in faults:
        found = _run(contender, server, fault, patience).outcome.findings
        noticed[fault.name] = sorted(found - correct.outcome.findings)
        print(f"{contender.name}: {fault.name}: {noticed[fault.name] or 'not noticed'}", flush=True)
    return {
        "contender": contender.name,
        "figures": correct.figures(),
        "cost": asdict(correct.cost),
        "findings on the correct server": sorted(correct.outcome.findings),
        "noticed": noticed,
    }


def _run(contender: Contender, server: Served, fault: Fault | None, patience: float) -> Run:
    server.begin(fault.name if fault else None)
    # A directory of its own, so that nothing is kept from an earlier run.
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        command = contender.command(server.url)
        cost = measured(command, directory, contender.environment(), patience)
        try:
            outcome = contender.outcome(directory)
        except OSError:
            output = (directory / "output.txt").read_text(encoding="utf-8", errors="replace")
            raise SystemExit(f"{contender.name} left no report; it said:\n{output}") from None
    return Run(cost, outcome, server.count())
