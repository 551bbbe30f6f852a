"""One replay: read a report, send its findings' exchanges again, judge them."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from conformance.capability import CONSENTS, FEATURES
from conformance.configuration import Choices
from conformance.contract import Contract
from conformance.drive.observer import Observer
from conformance.drive.recorder import Recorder, utc_now
from conformance.drive.stage import Stage
from conformance.evidence import Observations
from conformance.exchange import Exchange, Header, Transcript
from conformance.loading import load_contract
from conformance.own import own_flows
from conformance.replay.judging import Bench, Replayed, Result
from conformance.replay.recorded import Numbered, ReplayError, read_recorded
from conformance.replay.selection import select
from conformance.replay.sending import Resending
from conformance.requirement import Flow
from conformance.run import REPLAY, new_run
from conformance.target import Target, check_url, read_credentials
from conformance.transcript import TranscriptWriter


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of a replay. `run` is its own id, `of` the report's; `stopped` why it ended early.

    Without findings nothing is sent: `run` is then None.
    """

    of: str
    run: str | None
    url: str
    requests: int
    stopped: str | None
    findings: tuple[Replayed, ...]

    @property
    def counts(self) -> Counter[Result]:
        return Counter(one.result for one in self.findings)

    @property
    def exit_code(self) -> int:
        """1 where a finding still is one, else 4 where we erred, else 3 where one isn't judged."""
        for result, code in ((Result.FAILS, 1), (Result.ERROR, 4), (Result.UNKNOWN, 3)):
            if self.counts[result]:
                return code
        return 0


def replay(
    directory: Path,
    choices: Choices,
    environment: Mapping[str, str],
    number: int | None = None,
    observer: Observer | None = None,
) -> Replay:
    """Send the findings of the report in `directory` again, or the one with this number.

    They go to the report's target, or to `choices.url`; the consents of the report are for its own
    target only. `environment` has the secrets. Raises ReplayError, ContractError, TargetError, and
    ConfigurationError for flows that can't be used.
    """
    recorded = read_recorded(directory)
    findings = recorded.chosen(number)
    header = recorded.transcript.header
    url = check_url(choices.url or header.target)
    if not findings:
        return Replay(header.run, None, url, 0, None, ())
    own = own_flows(choices.flows)
    contract = load_contract(choices.spec)
    if contract.digest != header.spec_digest:
        raise ReplayError(
            f"The report was made with another spec than {choices.spec}; name that one by --spec."
        )
    given = header.capabilities if url == header.target else ()
    target = Target(
        url,
        read_credentials(environment),
        tuple(str(name) for name in FEATURES if name in header.capabilities),
        tuple(str(name) for name in CONSENTS if name in {*given, *(choices.allow or ())}),
    )
    try:
        file = (directory / REPLAY).open("w", encoding="ascii")
    except OSError as error:
        raise ReplayError(f"{directory / REPLAY} can't be written: {error.strerror}.") from None
    with file:
        resending, written = resend(
            recorded.transcript, findings, contract, target, file, choices.timeout, own, observer
        )
    return _judged(resending, written, findings)


def resend(  # noqa: PLR0917 - what sending again consists of
    transcript: Transcript,
    findings: Iterable[Numbered],
    contract: Contract,
    target: Target,
    file: IO[str],
    timeout: float,
    own: tuple[Flow, ...] = (),
    observer: Observer | None = None,
) -> tuple[Resending, list[Exchange]]:
    """Send what findings are about, and what it builds on; `file` gets the new transcript.

    Gives what came of each exchange of then, and all that was written down.
    """
    selection = select(transcript, findings, contract)
    stage = _stage(transcript.header, target, contract, TranscriptWriter(file), timeout)
    if observer is not None:
        stage.recorder.observer = observer
    resending = Resending(stage, transcript.header, selection, own)
    with stage.recorder.watching() as written:
        resending.send(written)
    stage.recorder.finish()
    return resending, written


def _stage(
    then: Header, target: Target, contract: Contract, writer: TranscriptWriter, timeout: float
) -> Stage:
    """All that sending needs, for a run of its own."""
    header = replace(
        then,
        run=new_run(),
        started_at=utc_now(),
        suite_version=version("optimly-conformance"),
        target=target.url,
        shard=None,
        merged=0,
    )
    recorder = Recorder(header, writer, target.credentials.redactor(header.run))
    return Stage(target, contract, recorder, timeout, next(iter(contract.carriers)))


def _judged(
    resending: Resending, written: Sequence[Exchange], findings: Iterable[Numbered]
) -> Replay:
    stage = resending.stage
    observations = Observations(stage.contract)
    url, stopped = stage.target.url, stage.recorder.stopped
    if not any(exchange.response for exchange in written):
        stopped = _advised(stopped, url)
    bench = Bench(
        resending.selection,
        {number: reply.exchange for number, reply in resending.sent.items()},
        stopped,
        any(observations.of(exchange).accepted for exchange in written),
        observations,
        resending.own,
    )
    requests = sum(exchange.sent for exchange in written)
    results = tuple(map(bench.judge, findings))
    return Replay(resending.then.run, stage.run, url, requests, stopped, results)


def _advised(stopped: str | None, url: str) -> str | None:
    """Why nothing answered, and what to do where the target may have been our own server."""
    if stopped is None or not _is_loopback(url):
        return stopped
    return (
        f"{stopped} If the report is of the suite's own server, that ended with its run: "
        "start one (optimly-conformance serve) and name its address by --url."
    )


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
