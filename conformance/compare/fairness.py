"""Why two reports may differ though their targets don't."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.reports.text import visible

NAMED = 12


def unfairness(a: Mapping[str, Any], b: Mapping[str, Any]) -> tuple[str, ...]:
    """A sentence for each reason, A's part first; empty where the comparison is fair."""
    found = [
        f"{one.label}: {one.shown} in A, {other.shown} in B."
        for one, other in zip(_conditions(a), _conditions(b), strict=True)
        if one.values != other.values
    ]
    for name, report in (("A", a), ("B", b)):
        found += [f"{label} in {name}: {visible(said)}" for label, said in _troubles(report)]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Condition:
    """Something under which a target was tested; what is shown may be cut, so values count."""

    label: str
    values: frozenset[str]
    none: str = "none"

    @property
    def shown(self) -> str:
        names = sorted(self.values)
        more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
        return ", ".join([*map(visible, names[:NAMED]), *more]) or self.none


def _conditions(report: Mapping[str, Any]) -> list[_Condition]:
    target = report["target"]
    declared = {*target["features"], *target["consents"]}
    fresh = {f"{report['explore']} (seed {report['seed']})"} if report["explore"] else ()
    return [
        _Condition("Spec", frozenset({report["suite"]["spec_digest"]})),
        _Condition("Profile", frozenset({report["profile"]})),
        _Condition("Narrowed to", frozenset(report["only"]), "nothing"),
        _Condition("Features", frozenset(target["features"])),
        _Condition("Consents", frozenset(target["consents"])),
        _Condition("Credentials", frozenset(target["capabilities"]) - declared),
        _Condition("Fresh cases", frozenset(fresh)),
        _Condition("Shard", frozenset(_shard(report)), "the whole run"),
    ]


def _shard(report: Mapping[str, Any]) -> list[str]:
    shard, shards = report.get("shard", (1, 1))
    return [f"{shard} of {shards}"] if shards > 1 else []


def _troubles(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = [("The transcript was damaged", report["damage"])]
    found += [("The run stopped early", report["stopped"])]
    found += [("The suite itself went wrong", fault) for fault in report["faults"]]
    return [(label, said) for label, said in found if said]
