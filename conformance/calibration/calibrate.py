"""Calibrates the suite: every server of its own, in several processes."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from conformance import catalogue
from conformance.calibration import worker
from conformance.calibration.calibration import Calibration, LawfulRun, UselessRun
from conformance.calibration.matrix import Kill
from conformance.calibration.trial import correct_server, quiet, trial
from conformance.calibration.useless import USELESS
from conformance.calibration.variants import VARIANTS
from conformance.loading import load_contract
from conformance.outcome import Outcome
from conformance.requirement import Requirement
from conformance.resources import SPEC
from conformance.transcript import write_transcript

WORKERS = 3 * (os.cpu_count() or 1)
"""Runs wait for rate limits and for silent servers, so that there may be more than processors."""


Job = tuple[Callable[..., Any], tuple[Any, ...]]
"""A function of a worker, and its arguments."""


class CalibrationError(Exception):
    """The correct server doesn't pass, so that nothing can be said about faulty ones."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much to calibrate. `fast`: saboteurs on a transcript alone; `only`: ids and flows."""

    fast: bool = False
    only: tuple[str, ...] = ()
    workers: int = WORKERS


def calibrate(extent: Extent, advance: Callable[[int, int], None]) -> Calibration:
    """Run everything that the extent asks for; `advance` is told how many of how many are done.

    Raises SelectionError for an unknown id or flow, and CalibrationError.
    """
    chosen = catalogue.selected("core", extent.only)
    contract = load_contract(SPEC)
    correct = trial(correct_server(), contract, quiet())
    failing = [id_ for id_, one in correct.outcomes.items() if one is not Outcome.PASS]
    if failing or correct.report.faults:
        raise CalibrationError(
            f"The reference server itself doesn't pass: {', '.join(failing)}. "
            "Run the suite against it first: optimly-conformance run."
        )
    with tempfile.TemporaryDirectory(prefix="calibration-") as directory:
        recording = Path(directory) / "recording.jsonl"
        write_transcript(recording, correct.transcript)
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(extent.workers, context, worker.begin, (str(recording),)) as pool:
            found = _results(pool, _jobs(chosen, extent), advance)
    return Calibration(
        suite_version=version("optimly-conformance"),
        catalogue_digest=catalogue.digest(),
        spec_digest=contract.digest,
        whole=not extent.fast and not extent.only,
        kills=tuple(one for one in found if isinstance(one, Kill)),
        lawful=tuple(one for one in found if isinstance(one, LawfulRun)),
        useless=tuple(one for one in found if isinstance(one, UselessRun)),
    )


def _jobs(chosen: Sequence[Requirement], extent: Extent) -> Iterator[Job]:
    """What the workers have to do."""
    saboteurs = [(one, index) for one in chosen for index in range(len(one.saboteurs))]
    for requirement, index in saboteurs:
        if requirement.saboteurs[index].spoil is not None:
            yield worker.in_transcript, (requirement.id, index)
    if extent.fast:
        return
    for requirement, index in saboteurs:
        yield worker.in_server, (requirement.id, index)
    if not extent.only:
        for variant in VARIANTS:
            yield worker.against_lawful, (variant.name,)
        for useless in USELESS:
            yield worker.against_useless, (useless.name,)


def _results(
    pool: ProcessPoolExecutor, jobs: Iterable[Job], advance: Callable[[int, int], None]
) -> list[Any]:
    """What came of all jobs, in their order.

    Each kind is spread over the whole time: some wait more than they compute.
    """
    jobs = list(jobs)
    kinds = Counter(function for function, _ in jobs)
    seen: Counter[Callable[..., Any]] = Counter()
    places = []
    for function, _ in jobs:
        seen[function] += 1
        places.append(seen[function] / kinds[function])
    spread = sorted(range(len(jobs)), key=places.__getitem__)
    submitted = {number: pool.submit(jobs[number][0], *jobs[number][1]) for number in spread}
    futures = [submitted[number] for number in range(len(jobs))]
    try:
        for done, _ in enumerate(as_completed(futures), start=1):
            advance(done, len(futures))
        return [future.result() for future in futures]
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
