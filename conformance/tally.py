"""One requirement on its way through a transcript: what was judged, what was found, the result."""

from __future__ import annotations

import json
import traceback
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.cause import cause_of
from conformance.difference import Difference, differences
from conformance.evidence import Case, Evidence, Memory, NoEvidence, shown
from conformance.expectation import Unmet, written
from conformance.need import Need
from conformance.outcome import Change, Finding, Judgement, Level, Outcome
from conformance.reproduce import reproduce
from conformance.requirement import Requirement

Group = Mapping[str, Evidence | list[Evidence]]
"""The arguments of a check, by the steps that they are."""


class _PassedOver(Exception):  # noqa: N818 - not an error
    """The requirement says nothing about this case."""


IN_COMPANY = (
    "Other shards of the run sent requests at the same time, which may be why the server counted "
    "as it did."
)

MOST_CHANGES = 3
"""What differs in more places explains nothing."""


def _size(unmet: Unmet, case: Mapping[str, list[Evidence]]) -> tuple[int, int, int]:
    """The smaller, the better the example: fewer exchanges in its case, then a shorter request."""
    exchange = unmet.evidence.exchange
    length = len(exchange.request.body) + len(exchange.request.url)
    return sum(map(len, case.values())), length, exchange.number


def _telling(failing: Evidence, other: Evidence) -> list[Difference]:
    """In what two requests differ; another chat of the same run only if there is nothing else."""
    found = differences(failing.sent, other.sent)
    names = {f"/{name}" for name in failing.ids}
    return [one for one in found if one.pointer not in names] or found


@dataclass(frozen=True, slots=True)
class Shown:
    """That a requirement isn't met, for one cause: the number and the case of the best example."""

    requirement: str
    cause: tuple[str, ...]
    exchange: int
    case: str


@dataclass
class _Found:
    """One cause: the smallest example of it, and how many cases showed it.

    `first` is where it was seen first: the number of an exchange that ended a case.
    """

    unmet: Unmet
    size: tuple[int, int, int]
    first: int
    count: int = 0


@dataclass
class Tally:
    """What has come of a requirement so far.

    Nothing that it takes is kept but one example of each cause, and the probes that passed: the
    nearest of them tells what one change makes a failing request pass.
    """

    requirement: Requirement
    judged: int = 0
    reason: str | None = None
    fault: str | None = None
    inapplicable: str | None = None
    found: dict[tuple[str, ...], _Found] = field(default_factory=dict)
    _passed: list[Evidence] = field(default_factory=list)
    _memories: defaultdict[str | None, Memory] = field(default_factory=lambda: defaultdict(Memory))
    _reason_at: int = 0

    def take_case(self, case: Mapping[str, list[Evidence]], *, alone: bool = True) -> None:
        """Judge one case of the requirement's scenario, if all its steps were part of it.

        `alone`: no other run sent anything meanwhile that the target may have counted.
        """
        self.guarded(lambda: self._case(case, alone))

    def take(self, evidence: Evidence) -> None:
        """Judge one exchange for an invariant, if it is evidence for it."""
        (need,) = self.requirement.evidence

        def take() -> None:
            if need.demand.unmet(evidence) is None:
                self._exchange(evidence)

        self.guarded(take)

    def take_demanded(self, evidence: Evidence) -> None:
        """The same of an exchange that is what the invariant demands."""
        if self.fault is not None:
            return
        try:
            self._exchange(evidence)
        except Exception as error:
            self.broke(error)

    def _case(self, case: Mapping[str, list[Evidence]], alone: bool) -> None:
        needs = self.requirement.evidence
        if not all(need.step in case for need in needs):
            return
        whole = self.requirement.whole
        try:
            group = {need.step: self._use(need, case[need.step]) for need in needs}
            self._judge(group, {whole: _in_order(case)} if whole else {}, case, alone)
        except NoEvidence as nothing:
            # A probe that came to nothing leaves nothing open.
            if not any(one.exchange.probe for found in case.values() for one in found):
                at = _end(case)
                # Cases may be closed in any order.
                if self.reason is None or at < self._reason_at:
                    self.reason, self._reason_at = str(nothing), at
        except _PassedOver:
            return

    def _use(self, need: Need, found: list[Evidence]) -> Any:
        """The evidence for one parameter of a check; raises NoEvidence or _PassedOver."""
        for evidence in found:
            unmet = self._unmet(need, evidence)
            if unmet is not None:
                if need.demand.passed_over:
                    raise _PassedOver
                number = evidence.exchange.number
                step = need.step.replace("_", " ")
                raise NoEvidence(f'The step "{step}" (exchange {number}) is no evidence: {unmet}.')
        if need.many:
            return found
        # A step that can happen several times in one case is asked for as a list.
        (only,) = found
        return only

    def _unmet(self, need: Need, evidence: Evidence) -> str | None:
        """Why a step is no evidence. A rate limit says nothing of what was asked."""
        scenario = self.requirement.scenario
        on_purpose = scenario is not None and scenario.last
        if evidence.status == 429 and not on_purpose:
            return shown(evidence)
        return need.demand.unmet(evidence)

    def _exchange(self, evidence: Evidence) -> None:
        requirement = self.requirement
        assert requirement.over is not None
        if not requirement.over(evidence):
            return
        (need,) = requirement.evidence
        memory, probe = requirement.memory, evidence.exchange.probe
        judged: dict[str, Any] = {need.step: evidence}
        if memory is not None:
            # Each shard of a run may have a server of its own, which makes ids of its own.
            judged[memory] = self._memories[evidence.exchange.run]
        try:
            requirement.check(**judged)
        except Unmet as unmet:
            self._find(unmet, _size(unmet, {need.step: [evidence]}), evidence.exchange.number)
        else:
            if probe:
                self._passed.append(evidence)
        self.judged += not probe

    def _judge(
        self,
        group: Group,
        context: Mapping[str, Case | Memory],
        case: Mapping[str, list[Evidence]],
        alone: bool,
    ) -> None:
        """Judge evidence from a case."""
        judged = [
            one
            for value in group.values()
            for one in (value if isinstance(value, list) else [value])
        ]
        try:
            self.requirement.check(**group, **context)
        except Unmet as unmet:
            if unmet.only_alone and not alone:
                raise NoEvidence(IN_COMPANY) from None
            self._find(unmet, _size(unmet, case), _end(case))
        else:
            # Of a series, what came before says more than the request.
            series = any(need.many for need in self.requirement.evidence)
            self._passed += [one for one in judged if one.exchange.probe and not series]
        # Probes are sent because something failed: they are no further cases.
        self.judged += len({one.exchange.number for one in judged if not one.exchange.probe})

    def _find(self, unmet: Unmet, size: tuple[int, int, int], at: int) -> None:
        """Findings of one cause are one: the smallest example, and how many cases showed it."""
        unmet.__traceback__ = None
        known = self.found.setdefault(unmet.cause, _Found(unmet, size, at))
        known.first = min(known.first, at)
        known.count += not unmet.evidence.exchange.probe or known.count == 0
        if size < known.size:
            known.unmet, known.size = unmet, size

    @property
    def shown(self) -> tuple[Shown, ...]:
        """What is found so far, as plain values."""
        examples = [(cause, one.unmet.evidence.exchange) for cause, one in self.found.items()]
        return tuple(
            Shown(self.requirement.id, cause, exchange.number, exchange.case)
            for cause, exchange in examples
        )

    def _finding(self, found: _Found) -> Finding:
        unmet = found.unmet
        exchange = unmet.evidence.exchange
        control, changes = self._mended(unmet)
        return Finding(
            exchange.number,
            unmet.pointer,
            unmet.expected,
            unmet.actual,
            reproduce(exchange),
            found.count,
            control,
            changes,
            unmet.others,
            cause_of(exchange, unmet.pointer),
        )

    def _mended(self, unmet: Unmet) -> tuple[int | None, tuple[Change, ...]]:
        """The exchange that differs least and is as it should be, and in what it differs."""
        failing = unmet.evidence
        known = self._passed if unmet.control is None else [unmet.control]
        alike = [one for one in known if one.exchange.operation == failing.exchange.operation]
        pairs = [(one, _telling(failing, one)) for one in alike]
        pairs = [(one, found) for one, found in pairs if 0 < len(found) <= MOST_CHANGES]
        if not pairs:
            return None, ()
        control, found = min(pairs, key=lambda pair: (len(pair[1]), pair[0].exchange.number))
        changes = tuple(Change(one.pointer, written(one.one), written(one.other)) for one in found)
        return control.exchange.number, changes

    def guarded(self, take: Callable[[], None]) -> None:
        """A fault of the check itself is remembered, and ends this requirement's judging."""
        if self.fault is not None:
            return
        try:
            take()
        except Exception as error:
            self.broke(error)

    def broke(self, error: Exception) -> None:
        """The check has a fault, which ends this requirement's judging; the first one counts."""
        if self.fault is not None:
            return
        place = _ours(traceback.extract_tb(error.__traceback__))
        self.fault = (
            f"A fault of the check: {type(error).__name__} at {Path(place.filename).name}"
            f":{place.lineno}. Please report it with the transcript to those who wrote it."
        )

    def judgement(self, nothing: str) -> Judgement:
        """The result; `nothing` says why there is none where nothing was judged."""
        id_ = self.requirement.id
        if self.fault is not None:
            return Judgement(id_, Outcome.ERROR, reason=self.fault)
        if self.found:
            must = self.requirement.level is Level.MUST
            wrong = Outcome.FAIL if must else Outcome.DEVIATION
            found = sorted(self.found.values(), key=lambda one: one.first)
            return Judgement(id_, wrong, self.judged, self.reason, tuple(map(self._finding, found)))
        if self.reason is not None or not self.judged:
            return Judgement(id_, Outcome.NOT_OBSERVED, self.judged, self.reason or nothing)
        return Judgement(id_, Outcome.PASS, self.judged)


def _end(case: Mapping[str, list[Evidence]]) -> int:
    """The number of the last exchange of a case."""
    return max(one.exchange.number for step in case.values() for one in step)


def _in_order(case: Mapping[str, list[Evidence]]) -> Case:
    every = [evidence for step in case.values() for evidence in step]
    return Case(sorted(every, key=lambda evidence: evidence.exchange.number))


def _ours(frames: traceback.StackSummary) -> traceback.FrameSummary:
    """The innermost place that is not a library's."""
    libraries = [Path(json.__file__).parents[1].as_posix(), "site-packages"]
    own = [frame for frame in frames if not any(one in frame.filename for one in libraries)]
    return (own or frames)[-1]
