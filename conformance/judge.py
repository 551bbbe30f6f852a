"""Requirements and a transcript in, outcomes out: the same transcript gets the same result.

The exchanges are gone through one by one, and a case is let go as soon as it has been judged, so
that memory doesn't grow with the length of a run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from functools import partial

from conformance.capability import WITHOUT, Capability
from conformance.company import company
from conformance.evidence import Demand, Evidence, Observations
from conformance.exchange import Header, Transcript, scenario_of
from conformance.outcome import Judgement, Outcome
from conformance.requirement import Requirement
from conformance.tally import Shown, Tally

NOTHING_ACCEPTED = "The target accepted no request in this run, so that it refuses shows nothing."
NOTHING_REFUSED = "The target refused no request in this run, so that it accepts shows nothing."
NO_EVIDENCE = "No exchange of this run is evidence for it."
NO_STEPS = "Its steps were not part of the run."


def elsewhere(shard: tuple[int, int] | None) -> str:
    """Why a shard has no evidence for what others have."""
    number, shards = shard or (1, 1)
    return f"Nothing in shard {number} of {shards} is evidence for it; merge all {shards}."


def judge(
    transcript: Transcript, requirements: Iterable[Requirement], observations: Observations
) -> tuple[Judgement, ...]:
    """What came of each requirement. Our own faults in a check become the outcome `error`."""
    return hold(transcript, requirements, observations).judgements(transcript.stopped)


def hold(
    transcript: Transcript, requirements: Iterable[Requirement], observations: Observations
) -> Court:
    """A court that has heard a whole transcript."""
    requirements = tuple(requirements)
    court = Court(transcript.header, requirements, company(transcript, requirements))
    last = _last_of_each_case(transcript)
    for index, exchange in enumerate(transcript.exchanges):
        court.hear(observations.of(exchange))
        if last[exchange.flow, exchange.case] == index:
            court.close(exchange.flow, exchange.case)
    return court


class Court:
    """Leads each exchange to the requirements that it may be evidence for."""

    def __init__(
        self,
        header: Header,
        requirements: Iterable[Requirement],
        accompanied: Container[tuple[str, str]] = (),
    ) -> None:
        """`accompanied` are cases that should have been driven alone, and were not."""
        self.tallies = tuple(map(Tally, requirements))
        self._accompanied = accompanied
        self._elsewhere = elsewhere(header.shard) if header.partial else None
        self._capabilities = frozenset(header.capabilities)
        self._accepts = self._refuses = self._strangers = False
        self._invariants: dict[Demand, list[Tally]] = defaultdict(list)
        self._scenarios: dict[tuple[str, str], list[Tally]] = defaultdict(list)
        for tally in self.tallies:
            tally.guarded(partial(self._admit, tally))
        self._open: dict[tuple[str, str], dict[str, list[Evidence]]] = {}

    def _admit(self, tally: Tally) -> None:
        """Have a requirement heard, unless the target lacks what it needs."""
        requirement = tally.requirement
        for need in sorted(requirement.needs - self._capabilities):
            tally.inapplicable = WITHOUT[Capability(need)]
            return
        if requirement.scenario is None:
            (only,) = requirement.evidence
            self._invariants[only.demand].append(tally)
        else:
            place = requirement.flow.name, requirement.scenario.name
            self._scenarios[place].append(tally)

    def hear(self, evidence: Evidence) -> None:
        """Take the next exchange of the transcript."""
        exchange = evidence.exchange
        if evidence.operation is not None and exchange.response is not None:
            self._accepts = self._accepts or evidence.accepted
            self._refuses = self._refuses or evidence.refused
            self._strangers = self._strangers or exchange.agent is None
        if exchange.sent:
            self._hear(evidence)
        case = self._open.setdefault((exchange.flow, exchange.case), {})
        if not exchange.superseded:
            case.setdefault(exchange.step, []).append(evidence)

    def _hear(self, evidence: Evidence) -> None:
        """Take the exchange to each invariant that it is evidence for."""
        # Of all that judging does, this is done most often: so once for all with one demand.
        for demand, tallies in self._invariants.items():
            try:
                unmet = demand.unmet(evidence)
            except Exception as error:
                for tally in tallies:
                    tally.broke(error)
                continue
            if unmet is None:
                for tally in tallies:
                    tally.take_demanded(evidence)

    def close(self, flow: str, case: str) -> None:
        """Judge a case of which everything has been heard."""
        steps = self._open.pop((flow, case), {})
        for tally in self._scenarios.get((flow, scenario_of(case)), ()):
            tally.take_case(steps, alone=(flow, case) not in self._accompanied)

    @property
    def open(self) -> tuple[tuple[str, str], ...]:
        """The flows and cases that haven't been closed."""
        return tuple(self._open)

    def shown(self) -> tuple[Shown, ...]:
        """All that is wrong so far, requirement by requirement."""
        return tuple(one for tally in self.tallies for one in tally.shown)

    def judgements(self, stopped: str | None) -> tuple[Judgement, ...]:
        """What came of each requirement, when everything has been heard.

        `stopped` says why driving ended early, if it did.
        """
        return tuple(self._judgement(tally, stopped) for tally in self.tallies)

    def _judgement(self, tally: Tally, stopped: str | None) -> Judgement:
        requirement = tally.requirement
        if tally.inapplicable is not None:
            return Judgement(requirement.id, Outcome.NOT_APPLICABLE, reason=tally.inapplicable)
        worthless = self._worthless()
        unjudged = not tally.judged and not tally.fault
        if requirement.optional and not worthless and unjudged and not self._elsewhere:
            return Judgement(requirement.id, Outcome.NOT_APPLICABLE, reason=NO_EVIDENCE)
        nothing = NO_EVIDENCE if requirement.scenario is None else NO_STEPS
        result = tally.judgement(stopped or self._elsewhere or nothing)
        if result.outcome is Outcome.PASS and worthless:
            return replace(result, outcome=Outcome.NOT_OBSERVED, reason=worthless)
        if stopped is not None and result.reason is not None and stopped in result.reason:
            # Which step it was that could not be sent any more says nothing.
            return replace(result, reason=stopped)
        return result

    def _worthless(self) -> str | None:
        """Why nothing that the target did shows anything, or None.

        It has to tell requests apart: to take some, and to turn away some. Where nobody came
        without a credential, there may have been nothing to turn away.
        """
        if not self._accepts:
            return NOTHING_ACCEPTED
        return NOTHING_REFUSED if self._strangers and not self._refuses else None


def _last_of_each_case(transcript: Transcript) -> Mapping[tuple[str, str], int]:
    return {
        (exchange.flow, exchange.case): index for index, exchange in enumerate(transcript.exchanges)
    }
