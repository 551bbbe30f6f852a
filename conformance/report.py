"""The report: one value from which every format is written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from conformance.coverage.coverage import Coverage
from conformance.exchange import Exchange
from conformance.outcome import Finding, Level, Outcome, Verdict
from conformance.pace import Pace
from conformance.remarks import Remark
from conformance.resources import SPEC_NAME


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
    """What tested it. `spec_file` is the path of the spec that it tested by."""

    version: str
    spec_digest: str
    catalogue_digest: str
    spec_file: str = SPEC_NAME


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
    """All that a report says. `exchanges` are those that its findings name, `log` is all there are.

    `provisional` are requirements that aren't in the set that certificates are about yet: run and
    shown, and without weight for the verdict and the counts; only certification has them.
    `assurance` is None where the suite has no calibration of its requirements as they are. `own`
    are the names of the operator's own flows, of which the suite's catalogue and its calibration
    say nothing. `shard` says which part of a run it is, and of how many; `merged` from how many
    parts it was put together.
    `coverage`, `pace` and `remarks` tell what was exercised, how fast it went, and what httplint
    observes (None where it isn't installed); nothing of it is scored.
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
    coverage: Coverage = field(default_factory=Coverage)
    pace: Pace = field(default_factory=Pace)
    remarks: tuple[Remark, ...] | None = None
    log: Collection[Exchange] = ()
    provisional: tuple[RequirementResult, ...] = ()
    own: tuple[str, ...] = ()
    shard: tuple[int, int] | None = None
    merged: int = 0

    @property
    def is_shard(self) -> bool:
        """Whether the rest of the run is in other reports."""
        return self.shard is not None and self.shard[1] > 1

    @property
    def partial(self) -> bool:
        """Whether it is without cases of the run, for they are in other shards or were lost."""
        return self.is_shard or (self.merged > 0 and self.stopped is not None)
