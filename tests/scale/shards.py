"""Eight shards merged come to what one run comes to: on the reference server, and on faulty ones.

`python -m scale.shards`, with tests/ on the path. What differs is printed, and fails the proof.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp

from conformance.calibration.trial import FEATURES, credentials
from conformance.catalogue import requirements
from conformance.contract import Contract
from conformance.loading import load_contract
from conformance.merge.merging import gather, merge
from conformance.minimise import Budget
from conformance.outcome import Outcome
from conformance.reference import RunningServer, Settings, create_app
from conformance.report import Report
from conformance.requirement import Requirement, Saboteur
from conformance.resources import SPEC
from conformance.run import Options, run
from conformance.sabotage.live import sabotage_server
from conformance.share import Share
from conformance.target import Target
from scale import figures

Fault = tuple[Requirement, Saboteur]
Told = dict[str, tuple[str, tuple[str, ...]]]
"""The outcome of each requirement and the causes of its findings, by its id."""


def main() -> None:
    """Exit code 1 where an outcome of a merged report differs from that of one run.

    Of servers whose fault remembers across chats, the verdict and the outcome of the requirement
    that it is about have to be the same. Causes that differ are told: they may depend on what else
    was sent to a chat.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shards", type=int, default=8)
    parser.add_argument("--faults", type=int, default=10, help="how many faulty servers")
    parser.add_argument("--remembering", type=int, default=3, help="how many that remember more")
    parser.add_argument("--seed", type=int, default=7, help="which of them")
    parser.add_argument("--profiles", default="core,full")
    parser.add_argument("--at-once", type=int, default=1, help="shards that run at the same time")
    given = parser.parse_args()
    contract = load_contract(SPEC)
    servers: list[Fault | None] = [
        None,
        *sample(given.faults, given.seed, remembering=False),
        *sample(given.remembering, given.seed, remembering=True),
    ]
    compared: list[dict[str, Any]] = []
    for profile in given.profiles.split(","):
        for fault in servers:
            one = compare(contract, fault, profile, given.shards, given.at_once)
            compared.append(one)
            print(
                f"{profile} {one['server']}{' (remembers)' * one['remembering']}:"
                f" {one['unmet']} unmet, {len(one['different'])} differ,"
                f" {len(one['other_causes'])} by their causes alone, {one['seconds']} s",
                flush=True,
            )
            for said in (*one["different"], *one["other_causes"]):
                print(f"  {said}", flush=True)
    figures.keep("shards", {"given": vars(given), "compared": compared})
    sys.exit(1 if any(one["wrong"] for one in compared) else 0)


def sample(count: int, seed: int, *, remembering: bool) -> list[Fault]:
    """Saboteurs drawn from all that remember across chats or don't, each of another requirement."""
    every = [(one, saboteur) for one in requirements() for saboteur in one.saboteurs]
    found: dict[str, Fault] = {}
    for fault in random.Random(seed).sample(every, len(every)):
        if remembers(fault[1]) is remembering:
            found.setdefault(fault[0].id, fault)
    return list(found.values())[:count]


def remembers(saboteur: Saboteur) -> bool:
    """Whether what it does in one chat depends on others that came before, in whichever case.

    Shards have another order than one run, so such a fault shows elsewhere in them.
    """
    names = saboteur.decide.__code__.co_names if saboteur.decide is not None else ()
    return not {"notes", "earlier_chats"}.isdisjoint(names)


def compare(
    contract: Contract, fault: Fault | None, profile: str, shards: int, at_once: int
) -> dict[str, Any]:
    """One run and a merged one against servers with the same fault, each fresh."""
    began = time.monotonic()
    one, other = (
        unparted(contract, fault, profile),
        parted(contract, fault, profile, shards, at_once),
    )
    whole, merged = told(one), told(other)
    differing = [id_ for id_ in whole if whole[id_][0] != merged[id_][0]]
    remembering = fault is not None and remembers(fault[1])
    allowed = whole.keys() - {fault[0].id} if fault is not None and remembering else set()
    return {
        "profile": profile,
        "server": f"{fault[0].id}: {fault[1].name}" if fault else "reference",
        "unmet": sum(outcome in {Outcome.FAIL, Outcome.DEVIATION} for outcome, _ in whole.values()),
        "remembering": remembering,
        "verdicts": [one.verdict.value, other.verdict.value],
        "wrong": one.verdict is not other.verdict or not allowed.issuperset(differing),
        "different": [f"{id_}: {whole[id_][0]}, merged {merged[id_][0]}" for id_ in differing],
        "other_causes": [
            f"{id_}: {whole[id_][1]} in one run, {merged[id_][1]} merged"
            for id_ in whole
            if whole[id_][0] == merged[id_][0] and whole[id_] != merged[id_]
        ],
        "seconds": round(time.monotonic() - began, 1),
    }


def told(report: Report) -> Told:
    return {
        one.id: (one.outcome.value, tuple(sorted({each.cause for each in one.findings})))
        for one in report.requirements
    }


@contextmanager
def serving(contract: Contract, fault: Fault | None) -> Iterator[Target]:
    """A fresh server without limits."""
    app: ASGIApp = create_app(Settings(limits="none"))
    if fault is not None:
        app = sabotage_server(app, *fault, contract, credentials())
    with RunningServer(app) as server:
        yield Target(server.url, credentials(), FEATURES)


def options(profile: str, share: Share | None = None) -> Options:
    # Causes that only a search finds depend on how often it is made.
    return Options(profile, timeout=5.0, budget=Budget(0, 0.0), share=share)


def unparted(contract: Contract, fault: Fault | None, profile: str) -> Report:
    with serving(contract, fault) as target, tempfile.TemporaryDirectory() as place:
        return run(target, contract, options(profile), Path(place))


def parted(
    contract: Contract, fault: Fault | None, profile: str, shards: int, at_once: int
) -> Report:
    """All shards against one server, and their reports merged in another order."""
    with serving(contract, fault) as target, tempfile.TemporaryDirectory() as name:
        place = Path(name)

        def shard(number: int) -> Path:
            run(target, contract, options(profile, Share(number, shards)), place / str(number))
            return place / str(number)

        with ThreadPoolExecutor(at_once) as pool:
            directories: Iterable[Path] = pool.map(shard, range(1, shards + 1))
        merged = gather(sorted(directories, reverse=True))
        assert not merged.lacking, merged.lacking
        return merge(merged, contract, (), place / "merged")


if __name__ == "__main__":
    main()
