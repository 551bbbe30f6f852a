"""One process of several that calibrate: what it knows, and the jobs it does."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from conformance import catalogue
from conformance.calibration import others, servers
from conformance.calibration.calibration import LawfulRun, UselessRun
from conformance.calibration.matrix import Kill
from conformance.calibration.transcripts import Recording
from conformance.calibration.useless import USELESS
from conformance.calibration.variants import VARIANTS
from conformance.contract import Contract
from conformance.evidence import Observations
from conformance.judge import judge
from conformance.loading import load_contract
from conformance.resources import SPEC
from conformance.transcript import read_transcript


@dataclass(frozen=True)
class _Known:
    contract: Contract
    recording: Recording


_known: _Known


def begin(recording: str) -> None:
    """Prepare this process: `recording` is the transcript of a run against the correct server."""
    global _known  # noqa: PLW0603 - a process of a pool has no other place for what it knows
    # A server that is told to fall silent is ended before it has answered.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    contract = load_contract(SPEC)
    transcript = read_transcript(Path(recording))
    every = catalogue.requirements()
    observations = Observations(contract, keep=True)
    correct = {one.requirement: one.outcome for one in judge(transcript, every, observations)}
    _known = _Known(contract, Recording(transcript, every, observations, correct))


def in_transcript(id_: str, index: int) -> Kill:
    """A requirement's saboteur at work on the transcript of the correct server."""
    requirement = catalogue.find(id_)
    return _known.recording.with_saboteur(requirement, requirement.saboteurs[index])


def in_server(id_: str, index: int) -> Kill:
    """A requirement's saboteur at work in the reference server."""
    requirement = catalogue.find(id_)
    saboteur = requirement.saboteurs[index]
    correct = _known.recording.correct
    return servers.in_server(requirement, saboteur, _known.contract, correct)


def against_lawful(name: str) -> LawfulRun:
    """The lawful server of this name."""
    (variant,) = (one for one in VARIANTS if one.name == name)
    return others.against_lawful(variant, _known.contract)


def against_useless(name: str) -> UselessRun:
    """The useless server of this name."""
    (useless,) = (one for one in USELESS if one.name == name)
    return others.against_useless(useless, _known.contract)
