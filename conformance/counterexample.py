"""The smallest requests that fail: generated cases that failed are sent again, smaller and smaller.

This stands above driving and judging. What is sent is written into the run's transcript like
everything else, marked as probes; the judge alone decides which of them is shown.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from conformance.corpus import Group
from conformance.drive.attempts import NOTHING_LEFT
from conformance.drive.lanes import Unit, run_unit
from conformance.drive.session import Session
from conformance.drive.stage import Stage
from conformance.evidence import Observations
from conformance.exchange import Exchange, Transcript
from conformance.flows.generated.chats import ChatSource, Shared, own
from conformance.flows.generated.sending import ENDING, Sending
from conformance.judge import hold
from conformance.minimise import Budget, Exhausted, minimise, minimise_calls
from conformance.requirement import Requirement
from conformance.sequence import Sequence, makes_sense
from conformance.tally import Shown

SENT_AHEAD = {"chat", "first_message"}
"""Steps of a case that make the chat for the rest."""


@dataclass
class Search:
    """Looks for smaller failing requests.

    `generated` goes through the generated cases of the run once more. `requirements` are those that
    are judged, by id. `budget` is for one of them, whatever the number of its findings.
    """

    stage: Stage
    observations: Observations
    generated: Iterable[Unit]
    requirements: Mapping[str, Requirement]
    budget: Budget
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def run(self, shown: Iterable[Shown] | None, transcript: Transcript) -> None:
        """Search for each cause that a generated case has shown; None: the transcript says."""
        if shown is None:
            shown = hold(transcript, self.requirements.values(), self.observations).shown()
        shown = tuple(shown)
        units = self._units({one.case for one in shown})
        shown = [one for one in shown if one.case in units]
        cases = _cases(transcript, {one.case for one in shown})
        for id_, causes in itertools.groupby(shown, lambda one: one.requirement):
            left = self.budget
            for one in causes:
                exchange = next((e for e in cases[one.case] if e.number == one.exchange), None)
                # What only made the chat for a generated request is none itself.
                if exchange is not None:
                    requirement = self.requirements[id_]
                    attempt = Attempt(self, requirement, one.cause, units[one.case])
                    left = attempt.minimise(exchange, cases[one.case], left)

    def _units(self, wanted: set[str]) -> Mapping[str, Unit]:
        found: dict[str, Unit] = {}
        # A planning that breaks was written down where it was needed.
        with suppress(Exception):
            for unit in self.generated if wanted else ():
                if unit.case in wanted:
                    found[unit.case] = unit
        return found

    def name(self) -> str:
        return f"smaller-{next(self._numbers)}"


@dataclass
class Attempt:
    """The search for one cause of one requirement."""

    search: Search
    requirement: Requirement
    cause: tuple[str, ...]
    unit: Unit
    sent: int = 0

    def minimise(self, exchange: Exchange, case: list[Exchange], budget: Budget) -> Budget:
        """Send smaller and smaller cases; gives what is left of the budget.

        A failure that doesn't come again alone can't be made smaller.
        """
        began = time.monotonic()
        with self.search.stage.client() as client:
            flow = self.unit.scenario.flow.name
            session = Session(self.search.stage, client, flow, self.unit.case, probe=True)
            with suppress(Exhausted):
                match self.unit.arguments:
                    # Another version of a library may have made others under these names.
                    case (Sending(group=group),) if len(case) <= 1 + len(group.invalid):
                        self._requests(session, _failing(group, exchange, case), budget)
                    case (Sequence() as sequence,):
                        self._calls(session, sequence, budget)
        seconds = budget.seconds - (time.monotonic() - began)
        return Budget(max(0, budget.requests - self.sent), max(0.0, seconds))

    def _requests(self, session: Session, group: Group, budget: Budget) -> None:
        operation = self.search.stage.contract.operation(group.valid.operation)
        chat: ChatSource = own if group.valid.operation == ENDING else Shared(own)
        if self._fails(session, Sending(group, chat)):
            minimise(group, operation, lambda one: self._fails(session, Sending(one, chat)), budget)

    def _calls(self, session: Session, sequence: Sequence, budget: Budget) -> None:
        if self._fails(session, sequence):
            minimise_calls(
                sequence.calls,
                lambda calls: self._fails(session, Sequence(sequence.id, calls)),
                lambda _: 1,
                budget,
                lawful=makes_sense,
            )

    def _fails(self, session: Session, argument: Sending | Sequence) -> bool:
        """Drive a smaller case; whether it fails by the same requirement for the same cause."""
        recorder = self.search.stage.recorder
        name = f"{self.unit.case}/{self.search.name()}"
        with recorder.watching() as exchanges:
            run_unit(
                replace(session, case=name), replace(self.unit, case=name, arguments=(argument,))
            )
        self.sent += sum(exchange.sent for exchange in exchanges)
        if recorder.stopped or any(_limited(exchange) for exchange in exchanges):
            raise Exhausted
        transcript = Transcript(recorder.header, exchanges)
        (tally,) = hold(transcript, [self.requirement], self.search.observations).tallies
        return self.cause in tally.found


def _limited(exchange: Exchange) -> bool:
    limited = exchange.response is not None and exchange.response.status == 429
    return limited or exchange.unanswered == NOTHING_LEFT


def _cases(transcript: Transcript, wanted: set[str]) -> dict[str, list[Exchange]]:
    """The exchanges of generated cases, without those that only made a chat for the rest."""
    found: dict[str, list[Exchange]] = {name: [] for name in wanted}
    for exchange in transcript.exchanges if wanted else ():
        ahead = exchange.step in SENT_AHEAD or exchange.superseded
        if exchange.case in found and not ahead:
            found[exchange.case].append(exchange)
    return found


def _failing(group: Group, exchange: Exchange, case: Iterable[Exchange]) -> Group:
    """The part of a group that an exchange was: its valid case, with the invalid one if it was."""
    sent = [*group.invalid, group.valid]
    which = sent[[one.number for one in case].index(exchange.number)]
    return Group(group.valid, () if which is group.valid else (which,))
