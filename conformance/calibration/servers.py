"""A saboteur at work in the reference server, and what the suite made of it."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.calibration.matrix import BLAMING, Cause, Consequence, Kill, Place, Result
from conformance.calibration.trial import Trial, correct_server, credentials, quiet, trial
from conformance.contract import Contract
from conformance.outcome import Finding, Outcome
from conformance.report import RequirementResult
from conformance.requirement import Requirement, Saboteur
from conformance.run import Options
from conformance.sabotage.live import Sabotaged, sabotage_server


def in_server(
    requirement: Requirement,
    saboteur: Saboteur,
    contract: Contract,
    correct: Mapping[str, Outcome],
    options: Options | None = None,
) -> Kill:
    """Run against a server with the saboteur in it; `correct` are the outcomes without it.

    `options` are by default those of a quiet run of all requirements.
    """
    sabotaged = sabotage_server(correct_server(), requirement, saboteur, contract, credentials())
    done = trial(sabotaged, contract, options or quiet())
    void = _void(sabotaged, done)
    outcome = done.outcomes[requirement.id]
    caught = outcome in BLAMING and outcome is not correct[requirement.id]
    return Kill(
        requirement.id,
        saboteur.name,
        Place.SERVER,
        Result.VOID if void else Result.CAUGHT if caught else Result.MISSED,
        outcome,
        void,
        consequences(requirement, saboteur, done, correct),
    )


def _void(sabotaged: Sabotaged, done: Trial) -> str | None:
    if sabotaged.broken:
        return f"the server broke ({sabotaged.broken[0]})"
    if done.report.faults:
        return f"the suite broke ({done.report.faults[0]})"
    if not done.marked:
        return "no answer was changed by it"
    return None


def consequences(
    requirement: Requirement,
    saboteur: Saboteur,
    done: Trial,
    correct: Mapping[str, Outcome],
) -> tuple[Consequence, ...]:
    """The other requirements that came to another outcome than without the saboteur, and why."""
    marked = done.marked
    return tuple(
        Consequence(result.id, result.outcome, _cause(result, saboteur, marked))
        for result in done.report.requirements
        if result.id != requirement.id and result.outcome is not correct[result.id]
    )


def _cause(result: RequirementResult, saboteur: Saboteur, marked: frozenset[int]) -> Cause:
    if result.id in saboteur.also:
        return Cause.DECLARED
    if result.outcome not in BLAMING:
        error = result.outcome is Outcome.ERROR
        return Cause.UNEXPLAINED if error else Cause.UNJUDGED
    rests = all(marked & _exchanges(finding) for finding in result.findings)
    return Cause.EVIDENCE if rests else Cause.UNEXPLAINED


def _exchanges(finding: Finding) -> set[int]:
    """The exchanges by which a finding says what is wrong."""
    control = set() if finding.control is None else {finding.control}
    return {finding.exchange, *finding.others} | control
