"""Judges what was sent again by the requirement that each finding is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from conformance import catalogue
from conformance.evidence import Evidence, Observations
from conformance.exchange import Exchange
from conformance.judge import NOTHING_ACCEPTED
from conformance.outcome import Finding, Judgement, Outcome
from conformance.replay.recorded import Numbered
from conformance.replay.selection import Selection
from conformance.requirement import Flow
from conformance.tally import Tally

NO_EVIDENCE = "What came is no evidence for the requirement."
UNAUTHORIZED = 401


class Result(StrEnum):
    """What has become of a finding."""

    FAILS = "still-fails"
    MENDED = "no-longer-fails"
    UNKNOWN = "not-judged"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Replayed:
    """A finding with what was sent again for it, and what came of that.

    `sent_again` has numbers of the report's exchanges. `now` is the finding that it still is; its
    exchange is one of the replay's. `reason` says why it could not be judged.
    """

    numbered: Numbered
    sent_again: tuple[int, ...]
    result: Result
    now: Finding | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Bench:
    """Judges findings. `sent` has the exchange of now for each one of then, by its number.

    `stopped` says why sending ended early, if it did; `accepts` whether the target accepted
    anything at all. `own` are the operator's flows, beside the suite's.
    """

    selection: Selection
    sent: Mapping[int, Exchange]
    stopped: str | None
    accepts: bool
    observations: Observations
    own: tuple[Flow, ...] = ()

    def judge(self, numbered: Numbered) -> Replayed:
        """Whether a finding still is one."""
        needed = self.selection.of[numbered.number]
        again = tuple(one for one in needed if one in self.sent and self.sent[one].sent)
        try:
            judgement = self._judgement(numbered)
        except catalogue.SelectionError as error:
            return Replayed(numbered, again, Result.UNKNOWN, reason=str(error))
        match judgement.outcome:
            case Outcome.FAIL | Outcome.DEVIATION:
                return Replayed(numbered, again, Result.FAILS, now=judgement.findings[0])
            case Outcome.ERROR:
                return Replayed(numbered, again, Result.ERROR, reason=judgement.reason)
        reason = next(self._doubts(numbered, judgement), None)
        result = Result.MENDED if reason is None else Result.UNKNOWN
        return Replayed(numbered, again, result, reason=reason)

    def _judgement(self, numbered: Numbered) -> Judgement:
        finding = numbered.finding
        tally = Tally(catalogue.find(numbered.requirement, self.own))
        if tally.requirement.scenario is None:
            # What it is compared with goes first, whichever came first this time.
            for number in (*finding.others, finding.exchange):
                if number in self.sent and self.sent[number].sent:
                    tally.take(self._evidence(number))
        else:
            tally.take_case(self._case(finding.exchange))
        return tally.judgement(NO_EVIDENCE)

    def _case(self, number: int) -> dict[str, list[Evidence]]:
        """The case of an exchange as it went this time, in the order of this time."""
        cited = self.selection.exchanges[number]
        numbers = [
            one.number
            for one in self.selection.exchanges.values()
            if (one.flow, one.case) == (cited.flow, cited.case) and one.number in self.sent
        ]
        case: dict[str, list[Evidence]] = defaultdict(list)
        for one in sorted(numbers, key=lambda number: self.sent[number].number):
            case[self.sent[one].step].append(self._evidence(one))
        return case

    def _evidence(self, number: int) -> Evidence:
        return self.observations.of(self.sent[number])

    def _doubts(self, numbered: Numbered, judgement: Judgement) -> Iterator[str]:
        """Why it may not be said that a finding is none any more, the best reason first."""
        finding = numbered.finding
        needed = self.selection.of[numbered.number]
        if finding.exchange not in self.selection.exchanges:
            yield f"Exchange {finding.exchange} met the rate limit, and isn't sent again for that."
            return
        passed = judgement.outcome is Outcome.PASS
        if not passed:
            yield from self._unsent(needed)
        yield from self._refused(needed)
        yield from self._other_answer(finding.exchange, passed)
        if not passed:
            yield judgement.reason or NO_EVIDENCE
        elif judgement.judged <= len(finding.others):
            others = ", ".join(map(str, finding.others))
            yield f"It is wrong in the light of exchange {others}, which is no evidence this time."
        elif not self.accepts:
            yield NOTHING_ACCEPTED

    def _unsent(self, needed: Iterable[int]) -> Iterator[str]:
        for number in needed:
            now = self.sent.get(number)
            if now is None or not now.sent:
                if self.stopped is not None:
                    yield self.stopped
                why = f": {now.unanswered}" if now and now.unanswered else ""
                yield f"Exchange {number} could not be sent again{why.rstrip('.')}."

    def _refused(self, needed: Iterable[int]) -> Iterator[str]:
        """Where a credential is refused that was not, a refusal shows nothing."""
        for number in needed:
            then, now = self.selection.exchanges[number], self.sent.get(number)
            if then.agent is not None and _status(now) == UNAUTHORIZED != _status(then):
                yield (
                    f"Exchange {number} was answered {UNAUTHORIZED} this time: "
                    "the credential is refused."
                )

    def _other_answer(self, number: int, passed: bool) -> Iterator[str]:
        then, now = self.selection.exchanges[number], self.sent.get(number)
        if now is not None and now.response is None:
            yield f"Exchange {number} got no answer this time: {now.unanswered}."
        elif not passed and _status(now) != _status(then):
            yield f"Exchange {number} got status {_status(now)} this time, {_status(then)} before."


def _status(exchange: Exchange | None) -> int:
    """The answer's status; 0 if there was no answer."""
    return exchange.response.status if exchange and exchange.response else 0
