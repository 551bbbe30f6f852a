"""The words in which a requirement's result is said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How strongly the contract asks for something (RFC 2119's words)."""

    MUST = "MUST"
    SHOULD = "SHOULD"


class Outcome(StrEnum):
    """What came of judging one requirement."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    FAIL = "fail"
    DEVIATION = "deviation"
    NOT_APPLICABLE = "not-applicable"
    NOT_OBSERVED = "not-observed"
    ERROR = "error"


class Verdict(StrEnum):
    """What a whole run says of its target."""

    CONFORMANT = "conformant"
    CONFORMANT_WITH_DEVIATIONS = "conformant-with-deviations"
    NON_CONFORMANT = "non-conformant"
    INCOMPLETE = "incomplete"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Change:
    """One place of a request's body: what stands there in one that fails and in one that passes.

    Both are JSON text, or `nothing` where there is no such member.
    """

    pointer: str
    failing: str
    passing: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Where an answer differs from what a requirement asks for.

    `pointer` is a JSON pointer into the answer's body, or `header:Name`, or `status`.
    `reproduce` is a curl command that sends the request again. `count` is how many cases showed the
    same difference; `exchange` is the number of the smallest request among them, or of a smaller
    one that was sent to find it. `control` is the number of an exchange that is as it should be and
    whose request differs only by the `changes`. `others` are numbers of earlier exchanges in whose
    light it is wrong. `cause` is the same in every run that shows the same fault. `spec_line` is
    the line of the spec file that it is about.
    """

    exchange: int
    pointer: str
    expected: str
    actual: str
    reproduce: str
    count: int = 1
    control: int | None = None
    changes: tuple[Change, ...] = ()
    others: tuple[int, ...] = ()
    cause: str = ""
    spec_line: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """One requirement's result. `judged` counts the exchanges that were evidence for it."""

    requirement: str
    outcome: Outcome
    judged: int = 0
    reason: str | None = None
    findings: tuple[Finding, ...] = ()
