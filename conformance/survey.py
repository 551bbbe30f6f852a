"""One hearing of all exchanges for everything that a report tells besides outcomes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from conformance.contract import Contract
from conformance.coverage.coverage import Coverage
from conformance.coverage.covering import Covering
from conformance.evidence import Evidence, Observations
from conformance.exchange import Header, Transcript
from conformance.pace import Clocking, Pace
from conformance.plan import CERTIFICATION
from conformance.remarks import Remark, Remarking
from conformance.report import Traffic


@dataclass(frozen=True, slots=True)
class Survey:
    """What a run consisted of."""

    traffic: Traffic
    coverage: Coverage
    pace: Pace
    remarks: tuple[Remark, ...] | None


class Surveying:
    """Hears each exchange of a run once, in the order of their numbers."""

    def __init__(self, contract: Contract, header: Header) -> None:
        self._profile = header.profile
        self._covering = Covering(contract, header.capabilities)
        self._clocking, self._remarking = Clocking(), Remarking()
        self._statuses: Counter[str] = Counter()
        self._seconds = 0.0

    def hear(self, evidence: Evidence) -> None:
        """Take note of one exchange, if it was sent."""
        exchange = evidence.exchange
        if not exchange.sent:
            return
        self._statuses[str(exchange.response.status) if exchange.response else "none"] += 1
        self._seconds = max(self._seconds, exchange.ended)
        for listener in (self._covering, self._clocking, self._remarking):
            listener.hear(evidence)

    def survey(self) -> Survey:
        """What came of it.

        A certificate's report has no remarks: they depend on whether httplint is installed, and
        which.
        """
        return Survey(
            Traffic(
                self._statuses.total(),
                round(self._seconds, 3),
                dict(sorted(self._statuses.items())),
            ),
            self._covering.coverage(),
            self._clocking.pace(),
            None if self._profile == CERTIFICATION else self._remarking.remarks(),
        )


def surveyed(transcript: Transcript, contract: Contract) -> Survey:
    """What a whole transcript consists of."""
    observations = Observations(contract)
    surveying = Surveying(contract, transcript.header)
    for exchange in transcript.exchanges:
        surveying.hear(observations.of(exchange))
    return surveying.survey()
