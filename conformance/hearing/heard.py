"""Who judges a run while it is driven."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from dataclasses import dataclass

from conformance.drive.observer import Forwarding
from conformance.outcome import Judgement
from conformance.survey import Survey
from conformance.tally import Shown


@dataclass(frozen=True, slots=True)
class Heard:
    """What a whole run comes to: plain values, which may come from another process."""

    judgements: tuple[Judgement, ...]
    survey: Survey


class Hearing(Forwarding):
    """Is told by several threads what is driven, and tells another observer.

    Where there is no answer, there is nothing for it but to read the transcript.
    """

    @abstractmethod
    def failing(self) -> Counter[str]:
        """How many mandatory requirements of each flow have failed so far, as far as heard."""

    @abstractmethod
    def shown(self, count: int) -> tuple[Shown, ...] | None:
        """All that is wrong, if all of the `count` exchanges that there are were heard."""

    @abstractmethod
    def finish(self, count: int, stopped: str | None) -> Heard | None:
        """What everything comes to, if all of the `count` exchanges that there are were heard.

        `stopped` says why driving ended early, if it did.
        """

    @property
    @abstractmethod
    def silence(self) -> str:
        """Why `finish` had no answer."""

    @abstractmethod
    def close(self) -> None:
        """Nothing more is asked of it."""
