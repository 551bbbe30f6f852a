"""Faults that no hand-written scenario shows are found by the frozen traffic alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import catalogue
from conformance.contract import Contract
from conformance.corpus import FILES
from conformance.drive.lanes import run_unit, units
from conformance.drive.preflight import CASE, FLOW, preflight
from conformance.drive.recorder import Recorder
from conformance.drive.session import Session
from conformance.drive.stage import Stage
from conformance.evidence import Observations
from conformance.exchange import Exchange, Header, Transcript
from conformance.flows.generated import sending
from conformance.judge import hold
from conformance.loading import load_contract
from conformance.plan import Plan
from conformance.reference.faults import FAULTS, Fault
from conformance.resources import SPEC
from conformance.target import Credentials, Target
from conformance.transcript import TranscriptWriter

from .conftest import TOKENS, Switched

FLOWS = {"generated", "contract"}


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(SPEC)


@pytest.fixture
def stage(contract: Contract, url: str, tmp_path: Path) -> Iterator[Stage]:
    main, other = TOKENS
    credentials = Credentials({"main": main, "other": other})
    target = Target(url, credentials, ("transcript", "agent"))
    capabilities = target.capabilities(contract.carriers)
    header = Header("r1", "2026-01-01T00:00:00Z", "0", "d", url, "full", 0, capabilities)
    with (tmp_path / "transcript.jsonl").open("w", encoding="ascii") as file:
        recorder = Recorder(header, TranscriptWriter(file), credentials.redactor())
        yield Stage(target, contract, recorder, 5.0, "bearer")


class Watch:
    """Drives generated cases one by one until something is noticed."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._observations = Observations(stage.contract)
        self._requirements = [one for one in catalogue.requirements() if one.flow.name in FLOWS]

    def notice(self) -> set[str]:
        """The requirements that a case doesn't keep, or all cases together don't."""
        every: list[Exchange] = []
        (generated,) = (flow for flow in catalogue.flows() if flow.name == "generated")
        capabilities = frozenset(self._stage.recorder.header.capabilities)
        plan = Plan("full", self._stage.contract, capabilities)
        with self._stage.client() as client:
            preflight(Session(self._stage, client, FLOW, CASE), self._stage.contract)
            for unit in units(generated.scenarios, plan):
                with self._stage.recorder.watching() as exchanges:
                    run_unit(Session(self._stage, client, "generated", unit.case), unit)
                if found := self._broken(exchanges):
                    return found
                every += exchanges
        return self._broken(every)

    def _broken(self, exchanges: list[Exchange]) -> set[str]:
        transcript = Transcript(self._stage.recorder.header, exchanges)
        court = hold(transcript, self._requirements, self._observations)
        return {tally.requirement.id for tally in court.tallies if tally.found}


@pytest.mark.parametrize("operation", FILES.values())
def test_nothing_is_noticed_where_nothing_is_wrong(
    operation: str, stage: Stage, switched: Switched, monkeypatch: pytest.MonkeyPatch
) -> None:
    switched.become(None)
    monkeypatch.setattr(sending, "FILES", _only(operation))
    # Without limits, the documented ones are not there to be named.
    assert Watch(stage).notice() == set()
    assert stage.recorder.faults == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_fault_is_found(
    fault: Fault, stage: Stage, switched: Switched, monkeypatch: pytest.MonkeyPatch
) -> None:
    switched.become(fault)
    monkeypatch.setattr(sending, "FILES", _only(fault.operation))
    assert Watch(stage).notice()
    assert stage.recorder.faults == []
    assert stage.recorder.stopped is None


def _only(operation: str) -> dict[str, str]:
    return {name: one for name, one in FILES.items() if one == operation}
