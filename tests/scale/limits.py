"""A run that keeps the documented limits: no 429 that it earned, and hardly more time than least.

`python -m scale.limits`, with tests/ on the path. With the documented windows `full` takes half an
hour; `--window SECONDS` makes them shorter.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from conformance.capability import CONSENTS, FEATURES
from conformance.contract import Contract
from conformance.flows.rate_limits.exhaustion import exhaustion
from conformance.loading import load_contract
from conformance.planning.schedule import least_seconds
from conformance.reference import SANDBOX_TOKENS
from conformance.resources import SPEC
from conformance.run import TRANSCRIPT, Options, run
from conformance.selection import planned, selection
from conformance.target import Credentials, Target
from conformance.transcript import open_transcript
from scale.figures import keep
from scale.serving import served

MOST = 1.15
"""So many times the least time that the limits allow a run of the profile `full` may take."""


def main() -> None:
    """Exit code 1 where pacing earned a 429, or `full` took too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--window", type=float, default=60.0)
    parser.add_argument("--profiles", default="core,full")
    given = parser.parse_args()
    contract = load_contract(SPEC)
    figures = {name: measured(contract, name, given.window) for name in given.profiles.split(",")}
    print(json.dumps(figures, indent=2))
    keep("limits", {"window": given.window, **figures})
    slow = figures.get("full", {"ratio": 0.0})["ratio"] > MOST
    sys.exit(slow or any(one["earned"] for one in figures.values()))


def measured(contract: Contract, profile: str, window: float) -> dict[str, Any]:
    """One run: its seconds, the least that the limits allow, and the 429s that it earned."""
    main_token, other = SANDBOX_TOKENS
    credentials = Credentials({"main": main_token, "other": other})
    options = Options(profile)
    with served(window=window) as url, tempfile.TemporaryDirectory() as place:
        target = Target(url, credentials, FEATURES, CONSENTS)
        schedule = planned(target, contract, options, selection(target, contract, options))
        slowest = schedule.slowest
        assert slowest is not None
        assert slowest.limit is not None
        least = least_seconds(slowest.most, slowest.limit) / slowest.limit.window * window
        began = time.monotonic()
        report = run(target, contract, options, Path(place))
        seconds = time.monotonic() - began
        transcript = open_transcript(Path(place) / TRANSCRIPT)
        refused = [
            one for one in transcript.exchanges if one.response and one.response.status == 429
        ]
    earned = [one.number for one in refused if one.scenario != exhaustion.name]
    return {
        "verdict": str(report.verdict),
        "requests": report.traffic.requests,
        "planned": schedule.requests,
        "seconds": round(seconds, 1),
        "least": least,
        "ratio": round(seconds / least, 3),
        "refused on purpose": len(refused) - len(earned),
        "earned": len(earned),
    }


if __name__ == "__main__":
    main()
