"""One run from the target to the report: drive, judge, write. Both fronts call this."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Mapping
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
from conformance.drive.pacing import Pacer
from conformance.drive.recorder import Recorder, utc_now
from conformance.drive.stage import Stage
from conformance.evidence import Observations
from conformance.exchange import Header, Transcript
from conformance.hearing import Hearing
from conformance.minimise import Budget
from conformance.outcome import Judgement
from conformance.plan import Plan
from conformance.planning.rehearsal import rehearse
from conformance.planning.schedule import Schedule
from conformance.report import Report
from conformance.reports import RENDERERS, write_reports
from conformance.requirement import Flow, Requirement, Scenario
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

    `rate` is in requests a second, `requests` the most that are sent in all; `budget` is that of
    the search for smaller failing requests. `documented`: the target's limits are the contract's,
    and not in shorter windows like our own server's. `share` is None for a run that is no shard of
    another.
    """

    profile: str = "core"
    only: tuple[str, ...] = ()
    seed: int = 0
    concurrency: int = 4
    timeout: float = 10.0
    explore: int = 0
    budget: Budget = field(default_factory=Budget)
    own: tuple[Flow, ...] = ()
    rate: float | None = None
    requests: int | None = None
    documented: bool = True
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


@dataclass(frozen=True, slots=True)
class Selection:
    """What is driven, and what is judged by it."""

    chosen: tuple[Requirement, ...]
    scenarios: tuple[Scenario, ...]
    plan: Plan


def selection(target: Target, contract: Contract, options: Options) -> Selection:
    """What a run drives and judges.

    Raises SelectionError for an unknown requirement or flow, and ContractError where the spec lacks
    what a feature needs.
    """
    for feature in target.features:
        for operation in FEATURES[feature]:
            contract.operation(operation)
    chosen = catalogue.selected(options.profile, options.only, options.own)
    capabilities = target.capabilities(contract.carriers)
    scenarios = catalogue.scenarios(
        chosen, options.profile, options.only, capabilities, options.own
    )
    plan = Plan(
        options.profile,
        contract,
        frozenset(capabilities),
        options.explore,
        options.seed,
        share=options.share or WHOLE,
    )
    return Selection(tuple(chosen), tuple(scenarios), plan)


def planned(target: Target, contract: Contract, options: Options, what: Selection) -> Schedule:
    """What a run is going to send, found out without sending anything.

    The operator's own flows are not counted: nobody knows what else they do.
    """
    scenarios = [one for one in what.scenarios if one.flow not in options.own]
    found = rehearse(target, contract, scenarios, what.plan)
    if not options.documented:
        found = found.without_limits()
    return replace(found, explore=options.explore, rate=options.rate, budget=options.requests)


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
    what = selection(target, contract, options)
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
        capabilities=tuple(sorted(what.plan.capabilities)),
        only=options.only,
        own=tuple(flow.name for flow in options.own),
        shard=(share.shard, share.shards) if share else None,
    )
    hearing = Hearing(observer or Observer(), header, contract, what.chosen)
    hearing.starts(header, contract, what.chosen)
    hearing.expects(lambda: planned(target, contract, options, what))
    hearing.judges(hearing.failing)
    with (directory / TRANSCRIPT).open("w", encoding="ascii") as file:
        redactor = target.credentials.redactor(header.run)
        recorder = Recorder(header, TranscriptWriter(file), redactor, hearing)
        carrier = next(iter(contract.carriers))
        pacer = Pacer(options.rate, options.requests, share.shards if share else 1)
        stage = Stage(target, contract, recorder, options.timeout, carrier, pacer)
        with exploring(what.plan, recorder.has_stopped, recorder.fault) as fresh:
            plan = replace(what.plan, fresh=fresh)
            units = drive(stage, what.scenarios, plan, options.concurrency)
        judgements = _judged(stage, hearing, units, options, directory / TRANSCRIPT)
        recorder.finish()
    transcript = _checked(recorder, directory / TRANSCRIPT)
    surveying = hearing.surveying if hearing.finish(recorder.count) else None
    report = conclude(transcript, contract, judgements, options.own, surveying)
    write_reports(report, directory)
    return report


def _checked(recorder: Recorder, path: Path) -> Transcript:
    """The transcript, damaged if its file isn't what this run has written."""
    with path.open("rb") as file:
        whole = hashlib.file_digest(file, "sha256").hexdigest() == recorder.writer.sha256
    return replace(recorder.transcript(path), damage=None if whole else MIXED)


def _judged(
    stage: Stage,
    hearing: Hearing,
    units: Mapping[str, Unit],
    options: Options,
    path: Path,
) -> tuple[Judgement, ...] | None:
    """What came of each requirement, after a search for the smallest requests that fail.

    None where it has to be judged from the transcript: nothing that a search has sent was heard in
    the order of its cases.
    """
    recorder = stage.recorder
    if not hearing.finish(recorder.count):
        return None
    if recorder.stopped is None and units:
        recorder.observer.searches()
        search = Search(stage, Observations(stage.contract), units, options.budget)
        if search.run(hearing.court, recorder.transcript(path)):
            return None
    return hearing.court.judgements(recorder.stopped)
