"""One run from the target to the report: drive, judge, write. Both fronts call this."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from conformance import catalogue
from conformance.conclude import conclude
from conformance.contract import FEATURES, Contract
from conformance.counterexample import Search
from conformance.drive.exploring import exploring
from conformance.drive.lanes import Unit, drive
from conformance.drive.observer import Observer
from conformance.drive.recorder import Recorder, utc_now
from conformance.drive.stage import Stage
from conformance.evidence import Observations
from conformance.exchange import Header, Transcript
from conformance.judge import hold
from conformance.minimise import Budget
from conformance.outcome import Judgement
from conformance.plan import Plan
from conformance.report import Report
from conformance.reports import RENDERERS, write_reports
from conformance.requirement import Flow, Requirement
from conformance.share import WHOLE, Share
from conformance.target import Target
from conformance.transcript import TranscriptWriter

TRANSCRIPT = "transcript.jsonl"
MIXED = "something else wrote into it meanwhile, such as another run with the same directory"
REPLAY = "replay.jsonl"
"""The transcript of a replay of the report's findings."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to run: seconds for `timeout`, threads for `concurrency`, the operator's `own` flows.

    `share` is None for a run that is no shard of another.
    """

    profile: str = "core"
    only: tuple[str, ...] = ()
    seed: int = 0
    concurrency: int = 4
    timeout: float = 10.0
    explore: int = 0
    budget: Budget = field(default_factory=Budget)
    own: tuple[Flow, ...] = ()
    share: Share | None = None


def default_directory(url: str, share: Share | None = None) -> Path:
    """Where a run's report goes if nobody says: `reports/<time>-<host>`, and which shard."""
    host = (urlsplit(url).hostname or "target").replace(":", "-")
    # Shards that begin in the same second get a directory each.
    part = f"-{share.shard}-of-{share.shards}" if share else ""
    return Path("reports") / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{host}{part}"


def new_run() -> str:
    """An id that no other run has."""
    return f"{int(time.time()):x}{secrets.token_hex(3)}"


def prepare(directory: Path) -> None:
    """Make the directory, and clear away an earlier report, which must not pass for this run's.

    Raises OSError where nothing can be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    withdraw(directory)
    (directory / TRANSCRIPT).touch()


def withdraw(directory: Path) -> None:
    """Remove all that a run and a replay of it write."""
    for name in (*RENDERERS, TRANSCRIPT, REPLAY):
        (directory / name).unlink(missing_ok=True)


def run(
    target: Target,
    contract: Contract,
    options: Options,
    directory: Path,
    observer: Observer | None = None,
) -> Report:
    """Drive the target, judge what happened, and write everything into `directory`.

    `observer` is told how it goes on. Raises SelectionError for an unknown requirement or flow,
    ContractError where the spec lacks what a feature needs, and OSError.
    """
    for feature in target.features:
        for operation in FEATURES[feature]:
            contract.operation(operation)
    chosen = catalogue.selected(options.profile, options.only, options.own)
    capabilities = target.capabilities(contract.carriers)
    scenarios = catalogue.scenarios(
        chosen, options.profile, options.only, capabilities, options.own
    )
    prepare(directory)
    share = options.share
    header = Header(
        run=new_run(),
        started_at=utc_now(),
        suite_version=version("optimly-conformance"),
        spec_digest=contract.digest,
        target=target.url,
        profile=options.profile,
        seed=options.seed,
        explore=options.explore,
        capabilities=capabilities,
        only=options.only,
        own=tuple(flow.name for flow in options.own),
        shard=(share.shard, share.shards) if share else None,
    )
    observer = observer or Observer()
    observer.starts(header, contract, chosen)
    with (directory / TRANSCRIPT).open("w", encoding="ascii") as file:
        redactor = target.credentials.redactor(header.run)
        recorder = Recorder(header, TranscriptWriter(file), redactor, observer)
        carrier = next(iter(contract.carriers))
        stage = Stage(target, contract, recorder, options.timeout, carrier)
        plan = Plan(
            options.profile,
            contract,
            frozenset(capabilities),
            options.explore,
            options.seed,
            share=share or WHOLE,
        )
        with exploring(plan, lambda: recorder.stopped is not None, recorder.fault) as fresh:
            units = drive(stage, scenarios, replace(plan, fresh=fresh), options.concurrency)
        judgements = _judged(stage, chosen, units, options, directory / TRANSCRIPT)
        recorder.finish()
    transcript = _checked(recorder, directory / TRANSCRIPT)
    report = conclude(transcript, contract, judgements, options.own)
    write_reports(report, directory)
    return report


def _checked(recorder: Recorder, path: Path) -> Transcript:
    """The transcript, damaged if its file isn't what this run has written."""
    with path.open("rb") as file:
        whole = hashlib.file_digest(file, "sha256").hexdigest() == recorder.writer.sha256
    return replace(recorder.transcript(path), damage=None if whole else MIXED)


def _judged(
    stage: Stage,
    chosen: Sequence[Requirement],
    units: Mapping[str, Unit],
    options: Options,
    path: Path,
) -> tuple[Judgement, ...]:
    """What came of each requirement, after a search for the smallest requests that fail."""
    transcript = stage.recorder.transcript(path)
    observations = Observations(stage.contract)
    court = hold(transcript, chosen, observations)
    if stage.recorder.stopped is None and units:
        stage.recorder.observer.searches()
        search = Search(stage, observations, units, options.budget)
        if search.run(court, transcript):
            court = hold(stage.recorder.transcript(path), chosen, observations)
    return court.judgements()
