"""One requirement on its way through a transcript: what was judged, what was found, the result."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from conformance.evidence import Evidence, Memory
from conformance.expectation import Unmet
from conformance.outcome import Finding, Judgement, Level, Outcome
from conformance.reproduce import reproduce
from conformance.requirement import Need, Requirement

Group = Mapping[str, Evidence | list[Evidence]]
"""The arguments of a check, by the steps that they are."""


class Unusable(Exception):  # noqa: N818 - not an error: a reason
    """Why a step is no evidence."""


@dataclass
class Tally:
    """What has come of a requirement so far. Nothing that it takes is kept but its findings."""

    requirement: Requirement
    judged: int = 0
    reason: str | None = None
    fault: str | None = None
    inapplicable: str | None = None
    findings: dict[tuple[str, ...], Finding] = field(default_factory=dict)
    _memory: Memory = field(default_factory=Memory)

    def take_case(self, case: Mapping[str, list[Evidence]]) -> None:
        """Judge one case of the requirement's scenario, if all its steps were part of it."""
        self.guarded(lambda: self._case(case))

    def take(self, evidence: Evidence) -> None:
        """Judge one exchange for an invariant, if it is evidence for it."""
        self.guarded(lambda: self._exchange(evidence))

    def _case(self, case: Mapping[str, list[Evidence]]) -> None:
        needs = self.requirement.evidence
        if all(need.step in case for need in needs):
            try:
                group = {need.step: _use(need, case) for need in needs}
            except Unusable as unusable:
                self.reason = self.reason or str(unusable)
            else:
                self._judge(group)

    def _exchange(self, evidence: Evidence) -> None:
        (need,) = self.requirement.evidence
        assert self.requirement.over is not None
        if need.demand.unmet(evidence) is None and self.requirement.over(evidence):
            self._judge({need.step: evidence})

    def _judge(self, group: Group) -> None:
        memory = {self.requirement.memory: self._memory} if self.requirement.memory else {}
        try:
            self.requirement.check(**group, **memory)
        except Unmet as unmet:
            self._find(unmet)
        self.judged += len(
            {
                one.exchange.number
                for value in group.values()
                for one in (value if isinstance(value, list) else [value])
            }
        )

    def _find(self, unmet: Unmet) -> None:
        """Findings of one cause are one, with the number of times that it was seen."""
        known = self.findings.get(unmet.cause)
        if known is not None:
            self.findings[unmet.cause] = replace(known, count=known.count + 1)
            return
        exchange = unmet.evidence.exchange
        self.findings[unmet.cause] = Finding(
            exchange.number,
            unmet.pointer,
            unmet.expected,
            unmet.actual,
            reproduce(exchange),
            others=unmet.others,
        )

    def guarded(self, take: Callable[[], None]) -> None:
        """Our own fault in a check is remembered, and ends this requirement's judging."""
        if self.fault is not None:
            return
        try:
            take()
        except Exception as error:
            place = _ours(traceback.extract_tb(error.__traceback__))
            self.fault = (
                f"Our own fault: {type(error).__name__} at {Path(place.filename).name}"
                f":{place.lineno}. Please report it with the transcript."
            )

    def judgement(self, nothing: str) -> Judgement:
        """The result; `nothing` says why there is none where nothing was judged."""
        id_ = self.requirement.id
        if self.fault is not None:
            return Judgement(id_, Outcome.ERROR, reason=self.fault)
        if self.findings:
            must = self.requirement.level is Level.MUST
            wrong = Outcome.FAIL if must else Outcome.DEVIATION
            found = tuple(self.findings.values())
            return Judgement(id_, wrong, self.judged, self.reason, found)
        if self.reason is not None or not self.judged:
            return Judgement(id_, Outcome.NOT_OBSERVED, self.judged, self.reason or nothing)
        return Judgement(id_, Outcome.PASS, self.judged)


def _use(need: Need, case: Mapping[str, list[Evidence]]) -> Any:
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


def _ours(frames: traceback.StackSummary) -> traceback.FrameSummary:
    """The innermost place that is not a library's."""
    libraries = [Path(json.__file__).parents[1].as_posix(), "site-packages"]
    own = [frame for frame in frames if not any(one in frame.filename for one in libraries)]
    return (own or frames)[-1]
