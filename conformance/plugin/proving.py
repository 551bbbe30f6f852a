"""Shows that each requirement of a flow can fail: its saboteurs are put to work.

The flow is driven against the target, which has to meet it. A saboteur of answers spoils what was
recorded; one that decides stands in the reference server, which is then driven anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.calibration.matrix import Kill
from conformance.calibration.servers import in_server
from conformance.calibration.transcripts import Recording
from conformance.calibration.trial import quiet
from conformance.contract import Contract
from conformance.drive.lanes import run_unit, units
from conformance.drive.session import Session
from conformance.evidence import Observations
from conformance.exchange import Exchange
from conformance.judge import judge
from conformance.outcome import Outcome
from conformance.plan import Plan
from conformance.plugin.judging import Made
from conformance.plugin.standing import TestCase
from conformance.requirement import Flow


class UnprovenError(Exception):
    """What keeps a flow from being shown to notice what it should, one paragraph for each."""


def prove(case: TestCase, flow: Flow) -> tuple[Kill, ...]:
    """What became of each saboteur of the flow. Raises UnprovenError unless all were caught."""
    driven = tuple(_driven(case, flow))
    transcript = case.standing.transcript(driven)
    observations = Observations(case.session.stage.contract, keep=True)
    found = judge(transcript, flow.requirements, observations)
    unmet = [
        Made(requirement, judgement, named=True)
        for requirement, judgement in zip(flow.requirements, found, strict=True)
        if judgement.outcome is not Outcome.PASS
    ]
    if unmet:
        raise UnprovenError(
            "The target must meet a flow before it can be shown that the flow notices faults.\n\n"
            + "\n\n".join(one.text for one in unmet)
        )
    correct = {judgement.requirement: judgement.outcome for judgement in found}
    recording = Recording(transcript, flow.requirements, observations, correct)
    missing = [one.id for one in flow.requirements if not one.saboteurs]
    problems = [
        f"{id_} has no saboteur: add a function below its check, with @….broken_by, that makes a "
        "correct answer violate it."
        for id_ in missing
    ]
    kills = tuple(_kills(recording, flow, case.session.stage.contract))
    problems += [kill.problem + "." for kill in kills if kill.problem]
    if problems:
        raise UnprovenError("\n\n".join(problems))
    return kills


def _driven(case: TestCase, flow: Flow) -> Iterator[Exchange]:
    """Drive the flow's scenarios, each in cases of its own; gives what was exchanged."""
    stage, client = case.session.stage, case.session.client
    before, faults = len(case.driven), len(stage.recorder.faults)
    capabilities = frozenset(stage.recorder.header.capabilities)
    able = [scenario for scenario in flow.scenarios if scenario.needs <= capabilities]
    plan = Plan(case.standing.profile, stage.contract, capabilities)
    for unit in units(able, plan):
        run_unit(Session(stage, client, flow.name, unit.case), unit)
    broken = stage.recorder.faults[faults:]
    if broken:
        raise UnprovenError("\n\n".join(broken))
    return iter(case.driven[before:])


def _kills(recording: Recording, flow: Flow, contract: Contract) -> Iterator[Kill]:
    options = replace(quiet(), only=(flow.name,), own=(flow,))
    for requirement in flow.requirements:
        for saboteur in requirement.saboteurs:
            if saboteur.spoil is not None:
                yield recording.with_saboteur(requirement, saboteur)
            else:
                yield in_server(requirement, saboteur, contract, recording.correct, options)
