"""A schedule as people read it, and as JSON for machines."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from conformance.planning.schedule import Load, Schedule

SHORT = 2
"""Characters of what is no name of its own."""

SCHEMA_ID = "urn:optimly-conformance:plan:1"


def duration(seconds: float) -> str:
    """A time to come in whole seconds, or in minutes where it is long; never less than it is."""
    whole = math.ceil(seconds)
    return f"{whole} s" if whole < 90 else f"{math.ceil(seconds / 60)} min"


def sentence(schedule: Schedule) -> str:
    """How much is going to be sent, and how long it takes at least and why."""
    said = f"{schedule.requests:,} requests{_each(schedule)}"
    if schedule.explore:
        said += f" and {schedule.explore:,} fresh cases"
    slowest = schedule.slowest
    part = f"for one of {schedule.shards} shards " if schedule.shards > 1 else ""
    if slowest is not None and slowest.limit is not None:
        said += (
            f", at least {duration(schedule.seconds)}: the documented limit of {slowest.operation} "
            f"{part}is {_limit(slowest)}, and {slowest.most:,} are counted together"
        )
    elif schedule.rate and schedule.seconds:
        said += f", at least {duration(schedule.seconds)} at {schedule.rate:g} a second"
    if schedule.seconds_with_fresh > schedule.seconds:
        said += f"; with the fresh cases about {duration(schedule.seconds_with_fresh)} (estimate)"
    return f"{said}."


def _each(schedule: Schedule) -> str:
    """How many of each operation, by the ends of their paths."""
    told = [f"{_end(load.operation)} {load.requests:,}" for load in schedule.loads if load.counted]
    return f" ({', '.join(told)})" if told else ""


def _end(operation: str) -> str:
    *_, before, last = operation.split("/")
    # A version alone names nothing.
    return last if len(last) > SHORT else f"{before}/{last}"


def shortage(schedule: Schedule) -> str | None:
    """What a budget that is too small means, or None."""
    if not schedule.short:
        return None
    return (
        f"The budget of {schedule.budget:,} requests is {schedule.short:,} too small: the run is "
        "going to be incomplete."
    )


def lines(schedule: Schedule) -> Iterator[str]:
    """A table of the operations, and the sentences."""
    rows = [("operation", "requests", "fresh", "limit", "at least")]
    for load in schedule.loads:
        least = duration(load.seconds) if load.seconds else ""
        fresh = f"about {load.fresh:,}" if load.fresh else ""
        rows.append((load.operation, f"{load.requests:,}", fresh, _limit(load), least))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for operation, requests, fresh, limit, least in rows:
        more = f"  {fresh:>{widths[2]}}" if schedule.explore else ""
        left = f"{operation:{widths[0]}}  {requests:>{widths[1]}}{more}"
        yield f"{left}  {limit:{widths[3]}}  {least}".rstrip()
    yield ""
    yield sentence(schedule)
    short = shortage(schedule)
    if short is not None:
        yield short


def _limit(load: Load) -> str:
    if load.limit is None:
        return "none"
    return f"{load.limit.limit} in {load.limit.window:g} s for each {load.limit.scope}"


def as_json(schedule: Schedule, profile: str) -> dict[str, Any]:
    """The same as JSON data; its JSON Schema is `reports/plan.schema.json`."""
    return {
        "$schema": SCHEMA_ID,
        "profile": profile,
        "requests": schedule.requests,
        "explore": schedule.explore,
        "seconds": schedule.seconds,
        "seconds_with_fresh": schedule.seconds_with_fresh,
        "rate": schedule.rate,
        "budget": schedule.budget,
        "short": schedule.short,
        "operations": [
            {
                "operation": load.operation,
                "requests": load.requests,
                "fresh": load.fresh,
                "limit": load.limit.limit if load.limit else None,
                "window": load.limit.window if load.limit else None,
                "scope": load.limit.scope if load.limit else None,
                "scopes": load.scopes,
                "most": load.most,
                "seconds": load.seconds,
            }
            for load in schedule.loads
        ],
    }
