"""Requirements and a transcript in, outcomes out: the same transcript gets the same result."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from conformance.capability import WITHOUT, Capability
from conformance.evidence import Evidence, Observations
from conformance.exchange import Transcript
from conformance.expectation import Unmet
from conformance.outcome import Finding, Judgement, Level, Outcome
from conformance.reproduce import reproduce
from conformance.requirement import Need, Requirement

NOTHING_ACCEPTED = "The target accepted no request in this run, so that it refuses shows nothing."


class Unusable(Exception):  # noqa: N818 - not an error: a reason
    """Why a step is no evidence."""


class Court:
    """Judges requirements over one transcript."""

    def __init__(self, transcript: Transcript, observations: Observations) -> None:
        self._capabilities = frozenset(transcript.header.capabilities)
        self._stopped = transcript.stopped
        self._all = [observations.of(exchange) for exchange in transcript.exchanges]
        self._cases: dict[tuple[str, str], dict[str, dict[str, list[Evidence]]]] = {}
        for evidence in self._all:
            exchange = evidence.exchange
            if not exchange.superseded:
                cases = self._cases.setdefault((exchange.flow, exchange.scenario), {})
                cases.setdefault(exchange.case, {}).setdefault(exchange.step, []).append(evidence)
        self._accepts = any(evidence.accepted for evidence in self._all)

    def judge(self, requirement: Requirement) -> Judgement:
        """What came of one requirement."""
        for need in sorted(requirement.needs - self._capabilities):
            reason = WITHOUT[Capability(need)]
            return Judgement(requirement.id, Outcome.NOT_APPLICABLE, reason=reason)
        if requirement.over is None:
            result = self._over_cases(requirement)
        else:
            result = self._over_everything(requirement)
        if result.outcome is Outcome.PASS and not self._accepts:
            result = replace(result, outcome=Outcome.NOT_OBSERVED, reason=NOTHING_ACCEPTED)
        return result

    def _over_cases(self, requirement: Requirement) -> Judgement:
        scenario = requirement.scenario
        assert scenario is not None
        steps = {need.step for need in requirement.evidence}
        groups: list[dict[str, Any]] = []
        reason = None
        for case in self._cases.get((requirement.flow.name, scenario.name), {}).values():
            if not steps <= case.keys():
                continue
            try:
                groups.append({need.step: _use(need, case) for need in requirement.evidence})
            except Unusable as unusable:
                reason = reason or str(unusable)
        if not groups and reason is None:
            reason = self._stopped or "Its steps were not part of the run."
        return _result(requirement, groups, reason)

    def _over_everything(self, requirement: Requirement) -> Judgement:
        (need,) = requirement.evidence
        assert requirement.over is not None
        found = [
            evidence
            for evidence in self._all
            if evidence.exchange.sent
            and need.demand.unmet(evidence) is None
            and requirement.over(evidence)
        ]
        groups: list[dict[str, Any]]
        groups = [{need.step: found}] if need.many else [{need.step: one} for one in found]
        if not found:
            reason = "No exchange of this run is evidence for it."
            if requirement.optional and self._accepts:
                return Judgement(requirement.id, Outcome.NOT_APPLICABLE, reason=reason)
            return Judgement(requirement.id, Outcome.NOT_OBSERVED, reason=self._stopped or reason)
        return _result(requirement, groups, None)


def _use(need: Need, case: dict[str, list[Evidence]]) -> Any:
    """The evidence for one parameter of a check; raises Unusable."""
    found = case[need.step]
    for evidence in found:
        unmet = need.demand.unmet(evidence)
        if unmet is not None:
            number = evidence.exchange.number
            step = need.step.replace("_", " ")
            raise Unusable(f'The step "{step}" (exchange {number}) is no evidence: {unmet}.')
    if need.many:
        return found
    if len(found) > 1:
        raise RuntimeError(f"the step {need.step} happened {len(found)} times in one case")
    return found[0]


def _judged(groups: Sequence[dict[str, Any]]) -> int:
    numbers: set[int] = set()
    for group in groups:
        for value in group.values():
            found = value if isinstance(value, list) else [value]
            numbers.update(evidence.exchange.number for evidence in found)
    return len(numbers)


def _result(
    requirement: Requirement, groups: Sequence[dict[str, Any]], reason: str | None
) -> Judgement:
    unmet: list[Unmet] = []
    for group in groups:
        try:
            requirement.check(**group)
        except Unmet as found:
            unmet.append(found)
    judged = _judged(groups)
    if unmet:
        wrong = Outcome.FAIL if requirement.level is Level.MUST else Outcome.DEVIATION
        return Judgement(requirement.id, wrong, judged, reason, tuple(_findings(unmet)))
    if reason is not None:
        return Judgement(requirement.id, Outcome.NOT_OBSERVED, judged, reason)
    return Judgement(requirement.id, Outcome.PASS, judged)


def _findings(unmet: Iterable[Unmet]) -> Iterator[Finding]:
    """One finding for each place and expectation, with the number of exchanges that show it."""
    grouped: dict[tuple[str, str], list[Unmet]] = {}
    for one in unmet:
        grouped.setdefault((one.pointer, one.expected), []).append(one)
    for (pointer, expected), alike in grouped.items():
        first = alike[0]
        exchange = first.evidence.exchange
        command = reproduce(exchange)
        yield Finding(exchange.number, pointer, expected, first.actual, command, len(alike))


def judge(
    transcript: Transcript, requirements: Iterable[Requirement], observations: Observations
) -> tuple[Judgement, ...]:
    """What came of each requirement. Our own faults in a check become the outcome `error`."""
    court = Court(transcript, observations)
    judgements = []
    for requirement in requirements:
        try:
            judgements.append(court.judge(requirement))
        except Exception as error:
            place = _ours(traceback.extract_tb(error.__traceback__))
            reason = (
                f"Our own fault: {type(error).__name__} at {Path(place.filename).name}"
                f":{place.lineno}. Please report it with the transcript."
            )
            judgements.append(Judgement(requirement.id, Outcome.ERROR, reason=reason))
    return tuple(judgements)


def _ours(frames: traceback.StackSummary) -> traceback.FrameSummary:
    """The innermost place that is not a library's."""
    libraries = [Path(json.__file__).parents[1].as_posix(), "site-packages"]
    own = [frame for frame in frames if not any(one in frame.filename for one in libraries)]
    return (own or frames)[-1]
