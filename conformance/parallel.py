"""Which shard a job is, by what the service that runs it says in the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.configuration import ConfigurationError
from conformance.share import AUTO, Share, numbered


@dataclass(frozen=True, slots=True)
class Service:
    """Where a service says a job's number and how many there are; it counts from `first`."""

    name: str
    index: str
    total: str
    first: int


SERVICES = (
    Service("GitLab's parallel", "CI_NODE_INDEX", "CI_NODE_TOTAL", 1),
    # A Job doesn't tell its pods how many they are: the recipe sets that.
    Service("a Kubernetes Indexed Job", "JOB_COMPLETION_INDEX", "CONFORMANCE_SHARDS", 0),
    # GitHub tells it in no variable of its own; our action hands it on.
    Service("our GitHub action", "CONFORMANCE_JOB_INDEX", "CONFORMANCE_JOB_TOTAL", 0),
    Service("CircleCI's parallelism", "CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0),
)

GITHUB = (
    "GitHub Actions tells its place in the matrix to the workflow alone: write --shard "
    "'${{ matrix.shard }}/N' there, or use our action, which is told"
)


def share_for(chosen: Share | str | None, environment: Mapping[str, str]) -> Share | None:
    """The share that was chosen; AUTO asks the environment. Raises ConfigurationError."""
    if isinstance(chosen, Share) or chosen is None:
        return chosen
    assert chosen == AUTO
    try:
        return share_in(environment)
    except ValueError as error:
        raise ConfigurationError(f"Which shard this is can't be found out: {error}.") from None


def share_in(environment: Mapping[str, str]) -> Share:
    """The share of a job in its environment. Raises ValueError where that isn't clear."""
    found = [one for one in SERVICES if environment.get(one.index) or _alone(one, environment)]
    if len(found) > 1:
        names = " and ".join(one.index for one in found)
        raise ValueError(f"{names} are both set, so write the shard as K/N")
    if not found:
        if environment.get("GITHUB_ACTIONS") == "true":
            raise ValueError(GITHUB)
        known = ", ".join(f"{one.index} and {one.total} ({one.name})" for one in SERVICES)
        raise ValueError(f"no variable says which shard this is; known are {known}")
    return _read(found[0], environment)


def _alone(service: Service, environment: Mapping[str, str]) -> bool:
    """Whether there is one job only; GitLab then gives it no number."""
    return service.first == 1 and environment.get(service.total) == "1"


def _read(service: Service, environment: Mapping[str, str]) -> Share:
    if _alone(service, environment):
        return numbered(1, 1)
    index, total = (_number(name, environment) for name in (service.index, service.total))
    try:
        return numbered(index - service.first + 1, total)
    except ValueError as error:
        where = f"{service.index}={index} and {service.total}={total}"
        raise ValueError(f"{where} can't be: {error}") from None


def _number(name: str, environment: Mapping[str, str]) -> int:
    text = environment.get(name, "")
    if not text:
        raise ValueError(f"{name} is not set, so nothing says how many shards there are")
    if not text.isascii() or not text.isdecimal() or len(text) > 6:
        raise ValueError(f"{name} must be a whole number, not {text[:20]!r}")
    return int(text)
