"""How much of the contract's document a run has exercised: counts, and no verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MemberCoverage:
    """A member of a request's body: `sent` in so many requests.

    `kept` and `broken` count the requests by each keyword of its schema: a keyword that was never
    broken is one whose refusal nobody has tried.
    """

    pointer: str
    sent: int
    kept: Mapping[str, int]
    broken: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StatusCoverage:
    """A documented status: `answers` with it; the documented headers and members they had.

    `note` says why there were none, where that is known.
    """

    status: str
    answers: int
    headers: Mapping[str, int]
    members: Mapping[str, int]
    note: str | None


@dataclass(frozen=True, slots=True)
class OperationCoverage:
    """An operation: `requests` sent to it; answers with a status that isn't documented.

    `note` says why it was left out, where it was.
    """

    operation: str
    requests: int
    note: str | None
    members: tuple[MemberCoverage, ...]
    statuses: tuple[StatusCoverage, ...]
    undocumented: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of all there are."""

    exercised: int
    all: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole document. `carriers` counts requests by how they sent the credential.

    `outside` counts requests to paths and methods that the document doesn't have.
    """

    operations: tuple[OperationCoverage, ...] = ()
    carriers: Mapping[str, int] = field(default_factory=dict)
    outside: int = 0

    def shares(self) -> dict[str, Share]:
        """The sums, by what is counted."""
        statuses = [one for operation in self.operations for one in operation.statuses]
        sent = [one for operation in self.operations for one in operation.members]
        # An error may say what it says in one of many members, so those are no measure.
        good = [one for one in statuses if one.status.startswith("2")]
        came = [count for one in good for count in one.members.values()]
        headers = [count for one in good for count in one.headers.values()]
        kept = [count for one in sent for count in one.kept.values()]
        broken = [count for one in sent for count in one.broken.values()]
        return {
            "operations": _share(one.requests for one in self.operations),
            "statuses": _share(one.answers for one in statuses),
            "members of requests": _share(one.sent for one in sent),
            "members of successes": _share(came),
            "headers of successes": _share(headers),
            "keywords kept": _share(kept),
            "keywords violated": _share(broken),
            "carriers": _share(self.carriers.values()),
        }


def _share(counts: Iterable[int]) -> Share:
    numbers = tuple(counts)
    return Share(sum(number > 0 for number in numbers), len(numbers))
