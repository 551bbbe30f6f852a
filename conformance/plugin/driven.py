"""What one test has driven: its exchanges as they were written down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from conformance.evidence import Evidence, Observations
from conformance.exchange import Exchange


class Driven(Sequence[Exchange]):
    """The exchanges of a test so far, in the order of their numbers; it grows as the test drives.

    Secrets are replaced by their labels.
    """

    def __init__(self, exchanges: Sequence[Exchange], observations: Observations) -> None:
        self._recorded = exchanges
        self._observations = observations

    @property
    def _exchanges(self) -> list[Exchange]:
        # Those that were sent at the same moment are not recorded in the order of their numbers.
        return sorted(self._recorded, key=lambda exchange: exchange.number)

    def __len__(self) -> int:
        return len(self._recorded)

    @overload
    def __getitem__(self, index: int) -> Exchange: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Exchange]: ...

    def __getitem__(self, index: int | slice) -> Exchange | Sequence[Exchange]:
        return self._exchanges[index]

    def evidence(self, step: str) -> Evidence:
        """The last exchange of a step, as checks and `expect` take it.

        Raises LookupError where there is none.
        """
        for exchange in reversed(self._exchanges):
            if exchange.step == step:
                return self._observations.of(exchange)
        steps = ", ".join(dict.fromkeys(one.step for one in self._exchanges)) or "none"
        raise LookupError(f"The test has no step {step!r}; so far it has: {steps}.")
