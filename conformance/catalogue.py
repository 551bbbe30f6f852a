"""Every flow and requirement there is, read from the code that holds them."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from importlib import import_module

from conformance.requirement import Flow, Requirement, Scenario

FLOWS = (
    "lead",
    "appointment",
    "new_chat",
    "handoff",
    "legacy_redirects",
    "auth",
    "rate_limits",
    "contract",
    "transcript",
    "agent",
    "tenancy",
    "generated",
)
"""The modules of `conformance.flows`, in the order of reports."""


class SelectionError(Exception):
    """A requirement or flow was named that isn't there."""


@cache
def flows() -> tuple[Flow, ...]:
    """All flows, in the order of reports; each one's requirements in that of their ids."""
    found = tuple(import_module(f"conformance.flows.{module}").flow for module in FLOWS)
    for flow in found:
        flow.requirements.sort(key=lambda requirement: requirement.id)
    return found


@cache
def requirements() -> tuple[Requirement, ...]:
    """All requirements, flow by flow. Raises ValueError where two have one id."""
    found = tuple(requirement for flow in flows() for requirement in flow.requirements)
    ids = [requirement.id for requirement in found]
    if len(set(ids)) != len(ids):
        raise ValueError("two requirements have one id")
    return found


def find(name: str, own: Iterable[Flow] = ()) -> Requirement:
    """A requirement by its id, in any case. Raises SelectionError.

    `own` are an operator's flows, beside the suite's.
    """
    for requirement in _with(own):
        if requirement.id.lower() == name.lower():
            return requirement
    raise SelectionError(f"There is no requirement {name!r}; `requirements` lists them all.")


def _with(own: Iterable[Flow]) -> Iterable[Requirement]:
    """All requirements, those of an operator's own flows at the end."""
    return itertools.chain(requirements(), *(flow.requirements for flow in own))


def selected(
    profile: str, only: Collection[str], own: Sequence[Flow] = ()
) -> tuple[Requirement, ...]:
    """The requirements of a profile's set, narrowed to ids or names of flows. See `find`."""
    names = {flow.name for flow in (*flows(), *own)}
    ids = {find(name, own).id for name in only if name not in names}
    return tuple(
        requirement
        for requirement in _with(own)
        if (not only or requirement.flow.name in only or requirement.id in ids)
        and (profile != "smoke" or requirement.scenario is None or requirement.scenario.smoke)
    )


def scenarios(
    chosen: Iterable[Requirement],
    profile: str,
    only: Collection[str],
    capabilities: Collection[str],
    own: Sequence[Flow] = (),
) -> tuple[Scenario, ...]:
    """What has to be driven for chosen requirements; `own` are an operator's flows.

    A flow chosen by its name is driven whole, which serves its invariants; an invariant chosen in
    any other way is about all traffic there is.
    """
    chosen = tuple(chosen)
    wanted = {id(requirement.scenario) for requirement in chosen}
    everything = any(one.scenario is None and one.flow.name not in only for one in chosen)
    return tuple(
        scenario
        for flow in (*flows(), *own)
        for scenario in flow.scenarios
        if (everything or flow.name in only or id(scenario) in wanted)
        and (profile != "smoke" or scenario.smoke)
        and scenario.needs <= set(capabilities)
    )


def digest(ids: Collection[str] | None = None) -> str:
    """`sha256:…` of what the suite requires, or some of it: ids, levels, statements, sources."""
    text = "\n".join(
        f"{one.id}\t{one.level.value}\t{one.statement}\t{one.source}"
        for one in requirements()
        if ids is None or one.id in ids
    )
    return "sha256:" + hashlib.sha256(text.encode("utf-8")).hexdigest()
