"""The report: one value from which every format is written."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.exchange import Exchange
from conformance.outcome import Finding, Level, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class RequirementResult:
    """A requirement with what came of it; `file` and `line` say where it is written.

    `saboteurs` are the faults that it is known to catch.
    """

    id: str
    flow: str
    level: Level
    statement: str
    explanation: str
    source: str
    file: str
    line: int
    outcome: Outcome
    judged: int
    reason: str | None
    findings: tuple[Finding, ...]
    saboteurs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """What was tested, without secrets."""

    url: str
    features: tuple[str, ...]
    capabilities: tuple[str, ...]
    consents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suite:
    """What tested it."""

    version: str
    spec_digest: str
    catalogue_digest: str


@dataclass(frozen=True, slots=True)
class Assurance:
    """How good the checks are known to be, from the suite's calibration.

    `digest` is that of the kill matrix, `spec_digest` that of the contract it was made with.
    `checks` of all `requirements` were seen to fail on a faulty server. So many saboteurs were
    caught on transcripts and so many in running servers; so many lawful servers raised so many
    false alarms; so many useless ones earned something (`fooled`).
    """

    digest: str
    spec_digest: str
    requirements: int
    checks: int
    saboteurs: int
    in_transcripts: int
    in_servers: int
    lawful: int
    false_alarms: int
    useless: int
    fooled: int


@dataclass(frozen=True, slots=True)
class Traffic:
    """How much was sent: `seconds` of wall time, and answers by status (`none`: no answer)."""

    requests: int
    seconds: float
    status_counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report says; the exchanges are those that a reader of it may want to see.

    `assurance` is None where the suite has no calibration of its requirements as they are. `own`
    are the names of the operator's own flows, of which the suite's catalogue and its calibration
    say nothing.
    """

    verdict: Verdict
    summary: str
    run: str
    started_at: str
    target: Target
    suite: Suite
    profile: str
    only: tuple[str, ...]
    seed: int
    explore: int
    traffic: Traffic
    stopped: str | None
    damage: str | None
    faults: tuple[str, ...]
    counts: dict[Outcome, int]
    flows: dict[str, str]
    requirements: tuple[RequirementResult, ...]
    exchanges: tuple[Exchange, ...]
    assurance: Assurance | None = None
    own: tuple[str, ...] = ()
