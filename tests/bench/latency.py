"""How near a run comes to the least time that a slow line allows."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from .server import Served
from .suite import full_run

LATENCY = 0.05
LANES = 16


def latency(server: Served, rounds: int) -> dict[str, object]:
    """Seconds of a run over requests x latency / lanes, with the latency added by the server."""
    seconds, whole, ratios = [], [], []
    for number in range(rounds):
        server.begin(latency=LATENCY)
        with tempfile.TemporaryDirectory() as place:
            done = full_run(server, Path(place), LANES)
        least = done.driven * LATENCY / LANES
        seconds.append(done.driving)
        whole.append(done.cost.seconds)
        ratios.append(done.driving / least)
        print(
            f"round {number + 1}: {seconds[-1]:.1f} s, {ratios[-1]:.2f} times the least", flush=True
        )
    return {
        "latency in seconds": LATENCY,
        "lanes": LANES,
        "requests": done.driven,
        "least seconds": round(least, 2),
        "seconds, median": round(median(seconds), 2),
        "seconds with start and reports, median": round(median(whole), 2),
        "ratio, median": round(median(ratios), 3),
        "ratios": [round(one, 3) for one in ratios],
    }
