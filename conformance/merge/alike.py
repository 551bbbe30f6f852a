"""Whether shards are of one run: driven in the same way, against the same target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.address import path_at
from conformance.merge.part import MergeError, Part


def check_alike(parts: Sequence[Part]) -> None:
    """Raises MergeError where two shards differ in what has to be the same in all."""
    first = parts[0]
    wanted = _conditions(first)
    for part in parts[1:]:
        found = _conditions(part)
        for what, value in wanted.items():
            if found[what] != value:
                raise _differ(first, part, what, value, found[what])
        if path_at(f"{part.header.target}/", first.header.target) != "/":
            targets = first.header.target, part.header.target
            raise _differ(first, part, "target", *targets)


def _conditions(part: Part) -> Mapping[str, Any]:
    """What has to be the same, by the words in which it is said."""
    header = part.header
    return {
        "number of shards": part.shards,
        "version of the suite": header.suite_version,
        "spec": header.spec_digest,
        "profile": header.profile,
        "selection (--only)": sorted(header.only),
        "number of fresh cases (--explore)": header.explore,
        "seed": header.seed,
        "features, consents and credentials": sorted(header.capabilities),
        "own flows (--flows)": sorted(header.own),
    }


def _differ(one: Part, other: Part, what: str, value: Any, found: Any) -> MergeError:
    return MergeError(
        f"{one.directory} and {other.directory} are not of one run: the {what} is {_said(value)} "
        f"in the one and {_said(found)} in the other. Merge what was driven in the same way."
    )


def _said(value: Any) -> str:
    said = ", ".join(value) if isinstance(value, list) else str(value)
    return said[:200] or "nothing"
