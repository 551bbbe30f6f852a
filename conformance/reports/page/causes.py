"""Results under the cause that they share: what one repair mends is read together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from conformance.report import RequirementResult

NOWHERE = "No place was recorded"


@dataclass(frozen=True, slots=True)
class CauseGroup:
    """A cause, the requirements whose first finding has it, and in how many cases it showed."""

    cause: str
    results: tuple[RequirementResult, ...]

    @property
    def cases(self) -> int:
        return sum(one.count for result in self.results for one in result.findings)


def by_cause(results: Iterable[RequirementResult]) -> tuple[CauseGroup, ...]:
    """The cause that most requirements share first; else in the report's order."""
    groups: dict[str, list[RequirementResult]] = {}
    for result in results:
        cause = result.findings[0].cause if result.findings else ""
        groups.setdefault(cause or NOWHERE, []).append(result)
    made = (CauseGroup(cause, tuple(found)) for cause, found in groups.items())
    return tuple(sorted(made, key=lambda group: -len(group.results)))
