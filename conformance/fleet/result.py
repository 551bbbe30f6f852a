"""What came of a target's run, and of the fleet as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from conformance.outcome import Outcome, Verdict


class State(StrEnum):
    """How far a target's run came."""

    JUDGED = "judged"
    ENDED = "ended"
    NOT_RUN = "not-run"
    BROKE = "broke"


CODES: Mapping[State, int] = {State.ENDED: 3, State.NOT_RUN: 3, State.BROKE: 4}
"""The exit code of a target without a verdict."""


@dataclass(frozen=True, slots=True)
class Result:
    """One target: what was asked, and what came of it. `seconds` is wall time.

    `verdict`, `run` and `started_at` are None where nothing was judged; `summary` then says why.
    `code` is the exit code that the run alone would have had. `counts` are its requirements by
    outcome. `starts` says how often it was begun: more than once where workers were lost.
    `asked` is the digest of what was asked.
    """

    name: str
    url: str
    profile: str
    asked: str
    state: State
    summary: str
    code: int
    verdict: Verdict | None = None
    run: str | None = None
    started_at: str | None = None
    stopped: str | None = None
    gate: str | None = None
    requests: int = 0
    seconds: float = 0.0
    counts: Mapping[Outcome, int] = field(default_factory=dict)
    starts: int = 0
    worker: str | None = None
    certificate: str | None = None
    uncertified: str | None = None

    @property
    def word(self) -> str:
        """The verdict, or the state of a target that has none."""
        return self.verdict.value if self.verdict is not None else self.state.value


WORDS: tuple[str, ...] = (
    *(verdict.value for verdict in Verdict),
    *(state.value for state in State if state is not State.JUDGED),
)
"""All that may come of a target, by which a fleet's counts go."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """All targets in the order in which they were asked for.

    `stopped` says why it ended before all was done, None where it didn't. `workers` is how many
    targets were run at a time, at most.
    """

    suite: str
    started_at: str
    seconds: float
    workers: int
    stopped: str | None
    results: tuple[Result, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many targets came to what; every word is there."""
        found = Counter(one.word for one in self.results)
        return {word: found[word] for word in WORDS}

    @property
    def exit_code(self) -> int:
        """1 if a target failed, else 4 if we erred, else 3 if one has no verdict, else 0."""
        codes = {one.code for one in self.results}
        if self.stopped is not None:
            codes.add(3)
        return next((code for code in (1, 4, 3) if code in codes), 0)
