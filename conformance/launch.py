"""From what an operator chose to a finished report, against a target or our own server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from conformance.application import addressed
from conformance.baseline.entry import Baseline
from conformance.baseline.gate import Gate, gate
from conformance.baseline.keeping import read_baseline
from conformance.capability import CONSENTS, FEATURES
from conformance.catalogue import requirements
from conformance.configuration import Choices
from conformance.drive.observer import Observer
from conformance.loading import load_contract
from conformance.minimise import Budget
from conformance.option import SAMPLED
from conformance.own import own_flows
from conformance.parallel import share_for
from conformance.report import Report
from conformance.resuming import continued, interrupted
from conformance.run import Options, default_directory, run
from conformance.share import Share
from conformance.stopping import Stopping
from conformance.target import Credentials, Target, check_url, read_credentials

WINDOW = 3.0
"""Seconds of the embedded server's limit on new chats, which a run exhausts and waits for."""

SHORT_WINDOW = 2.0
"""The same for every limit where all of the generated traffic is sent, which meets them often."""


@dataclass(frozen=True, slots=True)
class Launched:
    """A finished run: its report, the directory where everything about it lies, and its gate."""

    report: Report
    directory: Path
    gate: Gate


def launch(
    choices: Choices,
    environment: Mapping[str, str],
    observer: Observer | None = None,
    asked: Stopping | None = None,
    resume: Path | None = None,
) -> Launched:
    """Run as chosen; with no URL, against the reference server, which is started and stopped.

    `environment` has the secrets of a target. `asked` may ask the run to end. `resume` is the
    directory of a run that broke off and is gone on with. Raises ResumeError, ContractError,
    TargetError, SelectionError, BaselineError, ConfigurationError for an app or flows that can't be
    used, and what `run` raises where something can't be written.
    """
    broken = None if resume is None else interrupted(resume)
    if broken is not None:
        choices = replace(continued(choices, broken.header), report_dir=broken.directory)
    contract = load_contract(choices.spec)
    baseline = None if choices.baseline is None else read_baseline(choices.baseline)
    options = options_of(choices, share_for(choices.shard, environment))
    with under_test(choices, environment) as target:
        named = choices.url or f"http://{choices.app or 'reference'}"
        directory = choices.report_dir or default_directory(named, options.share)
        report = run(target, contract, options, directory, observer, broken, asked)
    return Launched(report, directory, at_the_gate(report, choices, baseline))


def at_the_gate(report: Report, choices: Choices, baseline: Baseline | None) -> Gate:
    """What a finished run comes to; `baseline` is what the chosen file says, if one is chosen."""
    return gate(
        report,
        choices.strict,
        datetime.now(UTC).date(),
        # The operator's own requirements are in the report alone.
        {*(one.id for one in requirements()), *(one.id for one in report.requirements)},
        baseline=baseline,
        place=choices.baseline,
    )


def options_of(choices: Choices, share: Share | None = None) -> Options:
    """How to run, as chosen. Raises ConfigurationError for flows that can't be used."""
    return Options(
        choices.profile,
        choices.only,
        choices.seed,
        choices.concurrency,
        choices.timeout,
        choices.explore,
        Budget(choices.shrink_requests, choices.shrink_seconds),
        own_flows(choices.flows),
        choices.rate,
        choices.budget,
        share=share,
        ours=choices.url is None,
        documented=choices.url is not None or choices.app is not None,
    )


def secrets_of(choices: Choices, environment: Mapping[str, str]) -> Mapping[str, str]:
    """All secrets of a run as chosen, by their names, to look for them in what it wrote."""
    credentials = read_credentials(environment) if choices.url is not None else _sandbox()
    return {**credentials.secrets, **credentials.derived()}


def _sandbox() -> Credentials:
    from conformance.reference import SANDBOX_TOKENS  # noqa: PLC0415 - FastAPI is slow to import

    main, other = SANDBOX_TOKENS
    return Credentials({"main": main, "other": other})


@contextmanager
def under_test(choices: Choices, environment: Mapping[str, str]) -> Iterator[Target]:
    """What is chosen to be tested; an app or our own server runs for as long as the block lasts.

    Raises TargetError, and ConfigurationError where an app can't be started.
    """
    with addressed(choices, environment) as addressed_choices:
        yield from _target(addressed_choices, environment)


def _target(choices: Choices, environment: Mapping[str, str]) -> Iterator[Target]:
    if choices.url is not None:
        url, credentials = check_url(choices.url), read_credentials(environment)
        yield Target(url, credentials, choices.features or (), choices.allow or ())
        return
    from conformance.reference import (  # noqa: PLC0415 - FastAPI is slow to import
        RunningServer,
        Settings,
        documented_limits,
    )

    few = choices.profile in SAMPLED
    limits = documented_limits(WINDOW) if few else documented_limits(SHORT_WINDOW, SHORT_WINDOW)
    with RunningServer(Settings(limits=limits)) as server:
        yield Target(
            server.url,
            _sandbox(),
            FEATURES if choices.features is None else choices.features,
            CONSENTS if choices.allow is None else choices.allow,
        )
