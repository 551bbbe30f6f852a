"""What a calibration found: every saboteur, every lawful server, every useless one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from conformance.calibration.matrix import Kill, Place, Result
from conformance.outcome import Verdict


@dataclass(frozen=True, slots=True)
class LawfulRun:
    """A run against a server that does lawfully what the reference server does otherwise.

    `alarms` are the requirements that did not hold though they should have, with the outcome;
    `missing` are recommendations that it doesn't follow and that nobody noticed.
    """

    name: str
    allowed_by: str
    deviations: tuple[str, ...]
    alarms: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def problem(self) -> str | None:
        """What is wrong, in a sentence, or None."""
        if self.alarms:
            return f"{self.name}: a false alarm, {', '.join(self.alarms)}"
        if self.missing:
            return f"{self.name}: {', '.join(self.missing)} should have deviated"
        return None


@dataclass(frozen=True, slots=True)
class UselessRun:
    """A run against a server that does nothing of what is asked."""

    name: str
    verdict: Verdict
    passes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def problem(self) -> str | None:
        """What is wrong, in a sentence, or None."""
        if self.passes:
            return f"{self.name}: earned {', '.join(self.passes)}"
        if self.errors:
            return f"{self.name}: {', '.join(self.errors)}"
        return None


@dataclass(frozen=True, slots=True)
class Calibration:
    """All that was found, with the suite that was calibrated.

    `whole`: every saboteur was at work in every place, and all other servers were there too.
    """

    suite_version: str
    catalogue_digest: str
    spec_digest: str
    whole: bool
    kills: tuple[Kill, ...]
    lawful: tuple[LawfulRun, ...] = ()
    useless: tuple[UselessRun, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that must be mended before the suite can be relied on."""
        runs: tuple[Kill | LawfulRun | UselessRun, ...] = (
            *self.kills,
            *self.lawful,
            *self.useless,
        )
        return tuple(one.problem for one in runs if one.problem is not None)

    @property
    def checks(self) -> int:
        """How many requirements were seen to fail on a faulty server."""
        return len({one.requirement for one in self.kills if one.result is Result.CAUGHT})

    def count(self, place: Place, result: Result) -> int:
        """How many saboteurs came to a result in a place."""
        return sum(one.place is place and one.result is result for one in self.kills)

    @property
    def digest(self) -> str:
        """`sha256:…` of what became of each server, whatever fell beside it."""
        text = "\n".join(_lines(self))
        return "sha256:" + hashlib.sha256(text.encode("utf-8")).hexdigest()


def _lines(calibration: Calibration) -> Iterator[str]:
    yield calibration.catalogue_digest
    yield calibration.spec_digest
    for kill in calibration.kills:
        yield _line(kill.requirement, kill.saboteur, kill.place, kill.result, kill.outcome)
    for lawful in calibration.lawful:
        yield _line(lawful.name, *lawful.deviations, *lawful.alarms, *lawful.missing)
    for useless in calibration.useless:
        yield _line(useless.name, *useless.passes, *useless.errors)


def _line(*parts: Iterable[str]) -> str:
    return "\t".join(map(str, parts))
