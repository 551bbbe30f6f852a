"""The run that the tests of one pytest session share: one transcript, and one first call."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from conformance.configuration import Choices
from conformance.contract import Contract
from conformance.drive.preflight import CASE, FLOW, preflight
from conformance.drive.recorder import Recorder, utc_now
from conformance.drive.session import Session
from conformance.drive.stage import Stage
from conformance.evidence import Observations
from conformance.exchange import Exchange, Header, Transcript
from conformance.plugin.driven import Driven
from conformance.requirement import Flow
from conformance.run import new_run
from conformance.target import Target
from conformance.transcript import TranscriptWriter

TESTS = "tests"
"""The flow under which exchanges of tests are written down."""


@dataclass
class Standing:
    """A run that stands while tests drive. `first` are the exchanges of its first call."""

    stage: Stage
    path: Path
    profile: str
    strict: bool
    own: tuple[Flow, ...]
    first: Sequence[Exchange] = ()
    _names: Counter[str] = field(default_factory=Counter)

    def name(self, test: str) -> str:
        """What the case of a test is called; nothing in it needs quoting in a header."""
        name = re.sub(r"[^A-Za-z0-9_.]+", "-", test).strip("-")
        self._names[name] += 1
        count = self._names[name]
        return name if count == 1 else f"{name}-{count}"

    def transcript(self, exchanges: Sequence[Exchange]) -> Transcript:
        """These exchanges, for a judge who also knows what came of the run's first call.

        That shows whether the target accepts anything; it is no test's business otherwise.
        """
        recorder = self.stage.recorder
        known = (replace(one, sent=False) for one in self.first)
        return Transcript(recorder.header, (*known, *exchanges), stopped=recorder.stopped)


@dataclass(frozen=True)
class TestCase:
    """What one test drives with, and what it has driven."""

    __test__ = False

    standing: Standing
    session: Session
    driven: Driven


@contextmanager
def standing(
    target: Target, contract: Contract, choices: Choices, own: tuple[Flow, ...], path: Path
) -> Iterator[Standing]:
    """Make the first call of a run whose transcript goes to `path`, and end it with the block."""
    header = Header(
        run=new_run(),
        started_at=utc_now(),
        suite_version=version("optimly-conformance"),
        spec_digest=contract.digest,
        target=target.url,
        profile=choices.profile,
        seed=choices.seed,
        capabilities=target.capabilities(contract.carriers),
        own=tuple(flow.name for flow in own),
    )
    with path.open("w", encoding="ascii") as file:
        recorder = Recorder(header, TranscriptWriter(file), target.credentials.redactor())
        stage = Stage(target, contract, recorder, choices.timeout, next(iter(contract.carriers)))
        with recorder.watching() as first, stage.client() as client:
            preflight(Session(stage, client, FLOW, CASE), contract)
        yield Standing(stage, path, choices.profile, choices.strict, own, tuple(first))
        recorder.finish()


@contextmanager
def driving(run: Standing, test: str) -> Iterator[TestCase]:
    """A case of its own for a test of this name."""
    stage = run.stage
    with stage.recorder.watching() as driven, stage.client() as client:
        session = Session(stage, client, TESTS, run.name(test))
        yield TestCase(run, session, Driven(driven, Observations(stage.contract)))
