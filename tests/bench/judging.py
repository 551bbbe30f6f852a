"""How fast a transcript is judged, without a network: `python -m bench.judging TRANSCRIPT`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from conformance import catalogue
from conformance.conclude import conclude
from conformance.evidence import Observations
from conformance.judge import judge
from conformance.loading import load_contract
from conformance.resources import SPEC
from conformance.transcript import open_transcript

from .server import Served
from .suite import full_run

TIMES = 3


def judging(server: Served) -> dict[str, object]:
    """Exchanges a second, of judging alone and of all that leads to the report."""
    server.begin()
    with tempfile.TemporaryDirectory() as place:
        done = full_run(server, Path(place))
        words = [sys.executable, "-m", "bench.judging", str(done.transcript)]
        ran = subprocess.run(words, check=True, capture_output=True, text=True)
    figures: dict[str, object] = json.loads(ran.stdout)
    print(figures, flush=True)
    return figures


def _median_seconds(work: Callable[[], object]) -> float:
    found = []
    for _ in range(TIMES):
        began = time.monotonic()
        work()
        found.append(time.monotonic() - began)
    return median(found)


def main() -> None:
    """Judge a transcript some times and print how fast that was."""
    parser = argparse.ArgumentParser(prog="bench.judging", description=__doc__.splitlines()[0])
    parser.add_argument("transcript", type=Path)
    path = parser.parse_args().transcript
    contract = load_contract(SPEC)
    transcript = open_transcript(path)
    chosen = catalogue.selected(transcript.header.profile, transcript.header.only)
    count = len(transcript.exchanges)
    reading = _median_seconds(lambda: sum(1 for _ in transcript.exchanges))
    judged = _median_seconds(lambda: judge(transcript, chosen, Observations(contract)))
    concluded = _median_seconds(lambda: conclude(transcript, contract))
    figures = {
        "exchanges": count,
        "read, exchanges a second": round(count / reading),
        "judged, exchanges a second": round(count / judged),
        "judged and surveyed, exchanges a second": round(count / concluded),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
