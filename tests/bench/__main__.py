"""The bench's own command line: measures what is chosen, prints ratios, and keeps the figures.

PYTHONPATH=tests python -m bench --only bare,startup --rounds 5
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from scale.figures import keep, machine

from .bare import bare
from .judging import judging
from .latency import latency
from .server import Served, served
from .startup import startup
from .versus import versus

Part = Callable[[Served, argparse.Namespace], dict[str, object]]

PARTS: dict[str, Part] = {
    "bare": lambda server, chosen: bare(server, chosen.rounds),
    "judging": lambda server, chosen: judging(server),
    "startup": lambda server, chosen: startup(server, chosen.rounds),
    "latency": lambda server, chosen: latency(server, chosen.rounds),
    "schemathesis": lambda server, chosen: versus(
        server, chosen.ours, chosen.faults, chosen.patience
    ),
}


def main() -> None:
    """Run the bench as the command line says."""
    arguments = _arguments()
    results: dict[str, object] = {}
    with served() as server:
        for name in arguments.only:
            print(f"--- {name}", flush=True)
            results[name] = PARTS[name](server, arguments)
            if arguments.output is None:
                keep(f"bench-{name}", {"rounds": arguments.rounds, name: results[name]})
    print(json.dumps(results, indent=2))
    if arguments.output is not None:
        value = {"environment": machine(), "results": results}
        arguments.output.write_text(json.dumps(value, indent=2) + "\n", encoding="ascii")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--only", type=_parts, default=list(PARTS), help=f"some of {','.join(PARTS)} (all)"
    )
    parser.add_argument(
        "--rounds", type=int, default=3, help="how often what is compared takes turns (3)"
    )
    parser.add_argument(
        "--output", type=Path, help="write into this file, in place of docs/figures"
    )
    parser.add_argument("--faults", type=int, help="schemathesis: try only so many of the faults")
    parser.add_argument(
        "--ours",
        action="append",
        metavar="ARGUMENTS",
        help="schemathesis: arguments of our own run; repeatable (--profile full)",
    )
    parser.add_argument(
        "--patience",
        type=float,
        default=900.0,
        help="schemathesis: seconds after which a run is stopped (900)",
    )
    return parser.parse_args()


def _parts(text: str) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in PARTS:
            raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(PARTS)}")
    return names


if __name__ == "__main__":
    main()
