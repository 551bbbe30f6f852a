"""What a run did not test, and why: of the contract's document, and what no run can test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.coverage.coverage import Coverage, OperationCoverage


@dataclass(frozen=True, slots=True)
class Gap:
    """What was not exercised, such as statuses of an operation, and why."""

    operation: str
    what: str
    names: tuple[str, ...]
    why: str


NEVER = (
    ("Whether an email or a page really reaches a person", "No answer of the API shows it."),
    (
        "How good an agent's replies are",
        "The contract says what shape they have, not what they say.",
    ),
    (
        "What a server says in a 5xx answer",
        "Any 5xx is a failure, whatever it says; none is provoked.",
    ),
    (
        "Two different credentials in one request",
        "Nothing says which of them should count, so whatever a server does is lawful.",
    ),
    (
        "Numbers beyond what a double holds, lone surrogates, duplicate keys, NaN",
        "JSON leaves them to the implementation; only a 5xx or a hang is a failure.",
    ),
    ("Whether a server stands a load", "The suite keeps within the documented rate limits."),
)
"""What is outside of judgment in every run, and why."""


def gaps(coverage: Coverage) -> tuple[Gap, ...]:
    """Everything of the document that the run did not touch."""
    return tuple(gap for one in coverage.operations for gap in _of(one))


def _of(operation: OperationCoverage) -> Iterator[Gap]:
    key = operation.operation
    if not operation.requests:
        yield Gap(key, "the operation", (), operation.note or "This run sent nothing to it.")
        return
    noted: dict[str, list[str]] = {}
    for one in operation.statuses:
        if not one.answers:
            why = one.note or "No request of this run was answered so."
            noted.setdefault(why, []).append(one.status)
    for why, statuses in noted.items():
        yield Gap(key, "statuses", tuple(statuses), why)
    unsent = tuple(one.pointer or "the body" for one in operation.members if not one.sent)
    if unsent:
        yield Gap(key, "members of requests", unsent, "No request of this run had them.")
    unbroken = tuple(
        f"{one.pointer or 'the body'} {keyword}"
        for one in operation.members
        for keyword, count in one.broken.items()
        if not count
    )
    if unbroken:
        yield Gap(key, "keywords", unbroken, "No request of this run violated them.")
    for status in operation.statuses:
        if status.answers and status.status.startswith("2"):
            absent = tuple(name for name, count in status.members.items() if not count)
            if absent:
                why = "No answer had them; they are optional, or their absence is reported above."
                yield Gap(key, f"members of {status.status} answers", absent, why)
