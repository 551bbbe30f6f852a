"""One run from the target to the report: drive, judge, write. Both fronts call this."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from conformance.conclude import conclude
from conformance.contract import Contract
from conformance.counterexample import Search
from conformance.directory import (
    MIXED,
    REPLAY,
    TRANSCRIPT,
    default_directory,
    held,
    prepare,
    withdraw,
    withdraw_reports,
)
from conformance.drive.exploring import exploring
from conformance.drive.journal import JOURNAL, Journal
from conformance.drive.lanes import drive, units
from conformance.drive.observer import Observer
from conformance.drive.pacing import Pacer
from conformance.drive.recorder import Recorder, utc_now
from conformance.drive.stage import Stage
from conformance.evidence import Observations
from conformance.exchange import Header, Transcript
from conformance.hearing.choosing import hearing
from conformance.hearing.heard import Heard, Hearing
from conformance.report import Report
from conformance.reports import render_reports, write_rendered
from conformance.resuming import Interrupted, check, rewrite
from conformance.selection import Options, Selection, planned, selection
from conformance.share import WHOLE
from conformance.stopping import Stopping
from conformance.target import Target
from conformance.transcript import TranscriptWriter

__all__ = ["REPLAY", "TRANSCRIPT", "Options", "default_directory", "new_run", "run", "withdraw"]


NOTHING: frozenset[tuple[str, str]] = frozenset()


def new_run() -> str:
    """An id that no other run has."""
    return f"{int(time.time()):x}{secrets.token_hex(3)}"


def run(  # noqa: PLR0917 - what a run consists of
    target: Target,
    contract: Contract,
    options: Options,
    directory: Path,
    observer: Observer | None = None,
    broken: Interrupted | None = None,
    asked: Stopping | None = None,
) -> Report:
    """Drive the target, judge what happened, and write everything into `directory`.

    `observer` is told how it goes on. `broken` is the run that broke off there and that this one
    goes on with; `asked` may ask it to end. Raises SelectionError for an unknown requirement or
    flow, ContractError where the spec lacks what a feature needs, DirectoryError where another run
    is in the directory, ResumeError where `broken` isn't of such a run, UnwritableError where the
    transcript can't be written to its end, and OSError.
    """
    if broken is not None:
        share = replace(options.share or WHOLE, done=broken.done)
        options = replace(options, share=share)
    what = selection(target, contract, options)
    header = _header(target, contract, options, what)
    if broken is not None:
        check(broken.header, header)
        header = replace(broken.header, parts=broken.header.parts + 1)
    with (
        held(directory),
        _hearing(observer or Observer(), header, contract, what, directory, broken) as told,
    ):
        # Before the transcript is written anew.
        driven = broken.fresh() if broken is not None and what.plan.explore else 0
        told.expects(lambda: planned(target, contract, options, what, driven))
        with _recording(target, header, told, options, directory, broken) as recorder:
            (asked or Stopping()).tell(recorder.interrupt)
            heard = _driven(target, contract, options, what, recorder, told, directory)
            if heard is None:
                told.rereads(told.silence)
            transcript = _checked(recorder, directory / TRANSCRIPT)
            judgements, survey = (heard.judgements, heard.survey) if heard else (None, None)
            report = conclude(transcript, contract, judgements, options.own, survey)
            rendered = render_reports(report)
            # As late as may be: a transcript with an end is one of a run that has come to its end.
            recorder.finish()
            try:
                write_rendered(rendered, directory)
            except OSError:
                withdraw_reports(directory)
                raise
    return report


@contextmanager
def _hearing(  # noqa: PLR0917 - what a run consists of
    observer: Observer,
    header: Header,
    contract: Contract,
    what: Selection,
    directory: Path,
    broken: Interrupted | None,
) -> Iterator[Hearing]:
    """What judges the run while it is driven, and tells the observer of it."""
    transcript, whole = directory / TRANSCRIPT, broken is None
    told = hearing(observer, header, contract, what.chosen, transcript, whole=whole)
    try:
        told.starts(header, contract, what.chosen)
        told.judges(told.failing)
        yield told
    finally:
        told.close()


def _header(target: Target, contract: Contract, options: Options, what: Selection) -> Header:
    share = options.share
    return Header(
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
        shard=(share.shard, share.shards) if share and not share.whole else None,
    )


@contextmanager
def _recording(  # noqa: PLR0917 - what a transcript and its journal need
    target: Target,
    header: Header,
    told: Hearing,
    options: Options,
    directory: Path,
    broken: Interrupted | None,
) -> Iterator[Recorder]:
    """What writes the transcript, and the journal beside it until the run has come to its end."""
    path = directory / TRANSCRIPT
    if broken is None:
        prepare(directory)
        writer, last, done = TranscriptWriter(path.open("w", encoding="ascii")), 0.0, NOTHING
    else:
        writer, last = rewrite(broken, header)
        withdraw_reports(directory)
        last, done = max(last, _seconds_since(header.started_at)), broken.done
    journal = Journal(directory / JOURNAL, ours=options.ours, ended=done)
    redactor = target.credentials.redactor(header.run)
    recorder = Recorder(
        header,
        writer,
        redactor,
        told,
        count=writer.count,
        journal=journal,
        offset=last,
        begun=broken is not None,
    )
    try:
        yield recorder
    finally:
        recorder.close()


def _seconds_since(moment: str) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds()


def _driven(  # noqa: PLR0917 - what a run consists of
    target: Target,
    contract: Contract,
    options: Options,
    what: Selection,
    recorder: Recorder,
    told: Hearing,
    directory: Path,
) -> Heard | None:
    """Drive everything; what it came to, or None where the transcript has to say."""
    shards = options.share.shards if options.share else 1
    pacer = Pacer(options.rate, options.requests, shards)
    carrier = next(iter(contract.carriers))
    stage = Stage(target, contract, recorder, options.timeout, carrier, pacer)
    with exploring(what.plan, recorder.has_stopped, recorder.fault) as fresh:
        drive(stage, what.scenarios, replace(what.plan, fresh=fresh), options.concurrency)
        shown = told.shown(recorder.count)
        generated = [one for one in what.scenarios if callable(one.vary)]
        if recorder.stopped is None and generated:
            told.searches()
            # Of a run that goes on, those before it broke off too.
            share = replace(what.plan.share, done=NOTHING)
            again = units(generated, replace(what.plan, fresh=fresh.again(), share=share))
            known = {one.id: one for one in what.chosen}
            search = Search(stage, Observations(contract), again, known, options.budget)
            search.run(shown, recorder.transcript(directory / TRANSCRIPT))
    recorder.seal()
    return told.finish(recorder.count, recorder.stopped)


def _checked(recorder: Recorder, path: Path) -> Transcript:
    """The transcript, damaged if its file isn't what this run has written."""
    with path.open("rb") as file:
        whole = hashlib.file_digest(file, "sha256").hexdigest() == recorder.writer.sha256
    return replace(recorder.transcript(path), damage=None if whole else MIXED)
