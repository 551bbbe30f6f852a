"""An entry of the register: a bundle, what verifying it came to, and what is disputed about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from conformance.certificate.policy import Policy
from conformance.outcome import Level, Outcome, Verdict
from conformance.register.disputes import Dispute
from conformance.report import RequirementResult
from conformance.requirement_set import RequirementSet


class State(StrEnum):
    """What the register says of a bundle."""

    CERTIFIED = "certified"
    EXPIRED = "expired"
    OTHER_SUITE = "other-suite"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Held:
    """How many requirements of one level in one flow held, of how many there are.

    `not_applicable` are among those that there are: they were not tested.
    """

    held: int
    every: int
    not_applicable: int


@dataclass(frozen=True, slots=True)
class FlowResult:
    """What held of one flow; a level without requirements is missing."""

    name: str
    title: str
    levels: Mapping[Level, Held]


@dataclass(frozen=True, slots=True)
class Result:
    """What a bundle came to, from its transcript as judged here; `expires` is its last day.

    `name`, `version` and `digest` of the implementation are the signer's own words.
    """

    name: str
    version: str
    digest: str | None
    verdict: Verdict
    features: tuple[str, ...]
    started_at: str
    expires: date
    suite: str
    fixed: RequirementSet
    flows: tuple[FlowResult, ...]
    requirements: tuple[RequirementResult, ...]
    provisional: tuple[RequirementResult, ...]

    @property
    def deviations(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.requirements if one.outcome is Outcome.DEVIATION)

    def outcome(self, id_: str) -> Outcome | None:
        """What came of a requirement, whether scored or provisional; None where it wasn't run."""
        every = (*self.requirements, *self.provisional)
        return next((one.outcome for one in every if one.id == id_), None)


@dataclass(frozen=True, slots=True)
class Entry:
    """One bundle. `contract`, `implementation` and `version` are from its place in the register.

    `path` starts at the register's directory, with slashes. `version` is empty where the file's
    name has none, `key` where there is no public key. `result` is there for what is certified or
    expired alone: of anything else nothing is known that could be shown.
    """

    path: str
    contract: str
    implementation: str
    version: str
    sha256: str
    key: str
    state: State
    reasons: tuple[str, ...]
    result: Result | None
    disputes: tuple[Dispute, ...]

    @property
    def badge(self) -> str:
        """Where its badge is, from the register's directory."""
        folder, _, name = self.path.rpartition("/")
        return f"{folder}/badge-{stem(name)}.json".removeprefix("/")


SUFFIX = ".conformance.zip"


def stem(name: str) -> str:
    """The name of a bundle's file without what all of them end in."""
    return name.removesuffix(SUFFIX)


@dataclass(frozen=True, slots=True)
class Register:
    """All entries as of a day (UTC), in the order of their paths."""

    day: date
    suite: str
    fixed: RequirementSet
    policy: Policy
    entries: tuple[Entry, ...]

    @property
    def counts(self) -> dict[State, int]:
        found = Counter(entry.state for entry in self.entries)
        return {state: found[state] for state in State}

    @property
    def exit_code(self) -> int:
        """1 if an entry is refused, else 3 if one can't be judged by this suite, else 0."""
        if self.counts[State.REFUSED]:
            return 1
        return 3 if self.counts[State.OTHER_SUITE] else 0
