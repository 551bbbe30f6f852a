"""A run without a target: the same scenarios, and nothing is sent. So it is known what will be."""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from conformance.contract import Contract
from conformance.drive.client import Client
from conformance.drive.lanes import drive
from conformance.drive.pacing import Pacer, Stopped, Waiting
from conformance.drive.recorder import Recorder
from conformance.drive.scope import Scope as Counted
from conformance.drive.scope import counted_as, scope_of
from conformance.drive.stage import Stage
from conformance.drive.understudy import Part, Understudy
from conformance.exchange import Exchange, Header
from conformance.plan import Plan
from conformance.planning.schedule import Schedule, Scope, schedule
from conformance.requirement import Scenario
from conformance.target import Target
from conformance.transcript import TranscriptWriter


def rehearse(
    target: Target, contract: Contract, scenarios: Sequence[Scenario], plan: Plan
) -> Schedule:
    """What a run of the scenarios sends to a target that does as documented, but for fresh cases.

    A scenario that breaks off is counted as far as it came.
    """
    header = Header("rehearsal", "", "", contract.digest, target.url, plan.profile, plan.seed)
    counts = _Counts(
        header, TranscriptWriter(io.StringIO()), target.credentials.redactor(), contract=contract
    )
    carrier = next(iter(contract.carriers))
    part = Part(contract, target.url)
    stage = _Rehearsal(target, contract, counts, 1.0, carrier, _Unpaced(part), part=part)
    drive(stage, scenarios, replace(plan, fresh=()), 1)
    return schedule(contract, counts.requests, counts.counted, plan.share.shards)


@dataclass
class _Counts(Recorder):
    """Counts what would be sent, and writes nothing down."""

    contract: Contract | None = None
    requests: Counter[str | None] = field(default_factory=Counter)
    counted: defaultdict[str, Counter[Scope]] = field(default_factory=lambda: defaultdict(Counter))

    def __post_init__(self) -> None:
        """Unlike a recorder of a run, it begins no transcript."""

    def record(self, exchange: Exchange) -> Exchange:
        with self._lock:
            self.count += 1
            if exchange.sent:
                self._note(exchange)
        return replace(exchange, number=self.count)

    def _note(self, exchange: Exchange) -> None:
        assert self.contract is not None
        operation = counted_as(exchange, self.contract, self.header.target)
        self.requests[operation.key if operation else None] += 1
        scope = scope_of(exchange, operation)
        granted = exchange.response is not None and exchange.response.status != 429
        if scope is not None and granted:
            self.counted[scope.operation][scope.agent, scope.chat] += 1


class _Unpaced(Pacer):
    """Lets everything pass at once, and counts what the limits would count.

    Who heeds no limit meets its end: the one request too many is refused, and a window begins.
    """

    def __init__(self, part: Part) -> None:
        super().__init__()
        self._part = part
        self._used: Counter[Counted] = Counter()

    def admit(self, scope: Counted | None, waiting: Waiting) -> bool:
        if scope is not None:
            with self._lock:
                self._part.full = not waiting.patience and self._used[scope] == scope.limit.limit
                if self._part.full or self._used[scope] == scope.limit.limit:
                    self._used[scope] = 0
                self._used[scope] += not self._part.full
        return not waiting.stopped()

    def pause(self, seconds: float, stopped: Stopped) -> None:
        """No time passes."""


@dataclass
class _Rehearsal(Stage):
    """A stage on which clients send nothing."""

    part: Part | None = None

    def client(self) -> Client:
        assert self.part is not None
        return Understudy(self.part)
