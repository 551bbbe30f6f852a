"""Shards that run at the same time against one lawful server raise no false alarm.

Tried are the lawful servers of the calibration that count in another way than the reference one,
those that refuse what is too much with the consent to run into it, and one whose window slides over
all chats of an agent, so that shards disturb each other. `python -m scale.lawful_shards`, with
tests/ on the path. A mandatory requirement that fails, in a shard or in the merged report, fails
the proof.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from conformance.calibration.trial import CONSENTS, FEATURES, TIMEOUT, credentials
from conformance.calibration.variants import VARIANTS, Variant
from conformance.calibration.variants.limits import LIMITS
from conformance.calibration.variants.windows import BUCKETS, WINDOWS, Count, _messages, _sliding
from conformance.contract import Contract
from conformance.loading import load_contract
from conformance.merge.merging import gather, merge
from conformance.minimise import Budget
from conformance.outcome import Outcome
from conformance.reference import RunningServer
from conformance.report import Report
from conformance.resources import SPEC
from conformance.run import Options, run
from conformance.share import Share
from conformance.target import Target
from scale import figures

WRONG = {Outcome.FAIL, Outcome.ERROR}


def _of_all_chats() -> Count:
    count = _sliding(0.6, oldest=True)()
    return lambda chat: count("all chats")


DISTURBED = Variant("short windows that slide over all chats", _messages(_of_all_chats), BUCKETS)


def main() -> None:
    """Exit code 1 where a lawful server is blamed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shards", type=int, default=4)
    parser.add_argument("--all", action="store_true", help="all lawful servers")
    given = parser.parse_args()
    contract = load_contract(SPEC)
    variants = VARIANTS if given.all else (*LIMITS, *WINDOWS)
    tried = [tell(attempt(one, contract, given.shards)) for one in (DISTURBED, *variants)]
    figures.keep("lawful-shards", {"given": vars(given), "tried": tried})
    sys.exit(1 if any(one["alarms"] for one in tried) else 0)


def attempt(variant: Variant, contract: Contract, shards: int) -> dict[str, Any]:
    """What a merged report and its shards say of a server."""
    began = time.monotonic()
    consents = CONSENTS if variant.limited else ()
    with RunningServer(variant.app()) as server, tempfile.TemporaryDirectory() as name:
        target, place = Target(server.url, credentials(), FEATURES, consents), Path(name)

        def shard(number: int) -> Report:
            # The first has what is to be alone at its beginning: others shall be on the way.
            time.sleep(1.0 if number == 1 else 0.0)
            # One lane each, as where lawful servers are tried unparted.
            options = Options(
                concurrency=1,
                timeout=TIMEOUT,
                budget=Budget(0, 0.0),
                share=Share(number, shards),
            )
            return run(target, contract, options, place / str(number))

        with ThreadPoolExecutor(shards) as pool:
            reports = list(pool.map(shard, range(1, shards + 1)))
        gathered = gather([place / str(number) for number in range(1, shards + 1)])
        merged = merge(gathered, contract, (), place / "merged")
        return {
            "server": variant.name,
            "verdict": merged.verdict.value,
            "unobserved": sum(one.outcome is Outcome.NOT_OBSERVED for one in merged.requirements),
            "stopped": merged.stopped,
            "alarms": sorted({alarm for report in (*reports, merged) for alarm in alarms(report)}),
            "seconds": round(time.monotonic() - began, 1),
        }


def alarms(report: Report) -> Iterator[str]:
    """What is said to be wrong with a server that is lawful."""
    for one in report.requirements:
        if one.outcome in WRONG:
            found = one.findings[0] if one.findings else None
            said = f"{found.pointer}: {found.expected}, got {found.actual}" if found else one.reason
            yield f"{one.id} ({one.outcome}): {said}"
    yield from report.faults


def tell(one: dict[str, Any]) -> dict[str, Any]:
    print(", ".join(f"{name} {value}" for name, value in one.items()), flush=True)
    return one


if __name__ == "__main__":
    main()
