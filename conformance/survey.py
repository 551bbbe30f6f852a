"""One reading of a whole transcript for all that a report tells besides outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from conformance.contract import Contract
from conformance.coverage.coverage import Coverage
from conformance.coverage.covering import Covering
from conformance.evidence import Observations
from conformance.exchange import Exchange, Transcript
from conformance.pace import Clocking, Pace
from conformance.plan import CERTIFICATION
from conformance.remarks import Remark, Remarking
from conformance.report import Traffic


@dataclass(frozen=True, slots=True)
class Survey:
    """What a run consisted of. `cited` are the exchanges that findings name."""

    traffic: Traffic
    cited: tuple[Exchange, ...]
    coverage: Coverage
    pace: Pace
    remarks: tuple[Remark, ...] | None


def survey(transcript: Transcript, contract: Contract, cited: Collection[int | None]) -> Survey:
    """Read the exchanges once. `cited` are the numbers of those that findings name.

    A certificate's report has no remarks: they depend on whether httplint is installed, and which.
    """
    observations = Observations(contract)
    covering = Covering(contract, transcript.header.capabilities)
    clocking, remarking = Clocking(), Remarking()
    statuses: Counter[str] = Counter()
    kept: list[Exchange] = []
    seconds = 0.0
    for exchange in transcript.exchanges:
        if exchange.number in cited:
            kept.append(exchange)
        if not exchange.sent:
            continue
        statuses[str(exchange.response.status) if exchange.response else "none"] += 1
        seconds = max(seconds, exchange.ended)
        evidence = observations.of(exchange)
        for listener in (covering, clocking, remarking):
            listener.hear(evidence)
    return Survey(
        Traffic(statuses.total(), round(seconds, 3), dict(sorted(statuses.items()))),
        tuple(kept),
        covering.coverage(),
        clocking.pace(),
        None if transcript.header.profile == CERTIFICATION else remarking.remarks(),
    )
