"""A transcript of the reference server with everything claimed and allowed, recorded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.calibration.transcripts import Recording
from conformance.catalogue import requirements
from conformance.contract import Contract
from conformance.evidence import Observations
from conformance.exchange import Transcript
from conformance.judge import judge
from conformance.loading import load_contract
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings, documented_limits
from conformance.resources import SPEC
from conformance.run import Options, run
from conformance.target import Credentials, Target
from conformance.transcript import read_transcript

FEATURES = ("transcript", "agent")
CONSENTS = ("exhaust-rate-limit",)


def credentials() -> Credentials:
    main, other = SANDBOX_TOKENS
    return Credentials({"main": main, "other": other})


@pytest.fixture(scope="session")
def contract() -> Contract:
    return load_contract(SPEC)


@pytest.fixture(scope="session")
def recorded(contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> Transcript:
    directory: Path = tmp_path_factory.mktemp("recorded")
    with RunningServer(Settings(limits=documented_limits(3))) as server:
        target = Target(server.url, credentials(), FEATURES, CONSENTS)
        run(target, contract, Options(), directory)
    return read_transcript(directory / "transcript.jsonl")


@pytest.fixture(scope="session")
def recording(recorded: Transcript, contract: Contract) -> Recording:
    observations = Observations(contract, keep=True)
    found = judge(recorded, requirements(), observations)
    correct = {one.requirement: one.outcome for one in found}
    return Recording(recorded, requirements(), observations, correct)
