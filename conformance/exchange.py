"""What happened on the wire: plain frozen values."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

FORMAT = "optimly-conformance-transcript/1"

TIMED_OUT = "no answer came within"
"""How `Exchange.unanswered` begins where the suite gave up waiting."""

Headers = tuple[tuple[str, str], ...]


def header(headers: Headers, name: str) -> str | None:
    """The value of a header, names compared without case; repeated ones are joined by a comma."""
    low = name.lower()
    values = [value for key, value in headers if key.lower() == low]
    return ", ".join(values) if values else None


@dataclass(frozen=True, slots=True)
class Request:
    """A request as sent, secrets replaced by their labels."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer as received, secrets replaced by their labels. `body` is decoded of any coding."""

    status: int
    headers: Headers = ()
    body: bytes = b""


RUN_HEADER = "X-Conformance-Run"
"""Every request says in it of which run it is."""


def scenario_of(case: str) -> str:
    """The scenario of a case, whichever of its variations it is."""
    return case.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what became of it.

    `step` is the name by which requirements ask for it, within one `case` of a `flow`.
    `response` is None when there was no answer; `unanswered` then says why in a sentence.
    `sent` is false when the request could not be sent at all (what it builds on was missing).
    `started` and `ended` are seconds since the run began.
    `superseded` marks an attempt that met a rate limit and was sent again. `probe` marks one that
    was sent to find a smaller request that fails.
    """

    number: int
    flow: str
    case: str
    step: str
    operation: str | None
    agent: str | None
    carrier: str | None
    request: Request
    response: Response | None = None
    unanswered: str | None = None
    sent: bool = True
    superseded: bool = False
    probe: bool = False
    started: float = 0.0
    ended: float = 0.0

    @property
    def scenario(self) -> str:
        """The scenario of the case."""
        return scenario_of(self.case)

    @property
    def run(self) -> str | None:
        """The run that it was sent in: in a merged transcript there are several."""
        return header(self.request.headers, RUN_HEADER)


@dataclass(frozen=True, slots=True)
class Header:
    """What was run, against what, with which permissions: all that a judge may know of the run.

    `own` are the names of the operator's own flows, which are not the suite's. `shard` says which
    part of a run it is, and of how many; `merged` from how many such parts it was put together.
    `parts` is 1 and one more for each time that the run broke off and was gone on with.
    """

    run: str
    started_at: str
    suite_version: str
    spec_digest: str
    target: str
    profile: str
    seed: int
    capabilities: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    explore: int = 0
    own: tuple[str, ...] = ()
    shard: tuple[int, int] | None = None
    merged: int = 0
    parts: int = 1
    format: str = FORMAT

    @property
    def partial(self) -> bool:
        """Whether the rest of the run's cases is driven elsewhere."""
        return self.shard is not None and self.shard[1] > 1


@dataclass(frozen=True, slots=True)
class Transcript:
    """Every exchange of a run in the order of their numbers; in memory, or read from their file.

    `damage` is None for a whole transcript, else a sentence. `stopped` says why driving ended
    early, or None when it ran to its end. `faults` are errors of the suite itself.
    """

    header: Header
    exchanges: Collection[Exchange] = ()
    damage: str | None = None
    stopped: str | None = None
    faults: tuple[str, ...] = ()

    @property
    def partial(self) -> bool:
        """Whether it is without cases of the run, for they are in other shards or were lost."""
        return self.header.partial or (self.header.merged > 0 and self.stopped is not None)

    def with_exchanges(self, exchanges: Iterable[Exchange]) -> Transcript:
        return replace(self, exchanges=tuple(exchanges))
