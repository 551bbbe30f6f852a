"""How to run, and what follows from it: what is driven, and what is judged by it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from conformance import catalogue
from conformance.contract import FEATURES, Contract
from conformance.flows.generated.sending import sendings
from conformance.minimise import Budget
from conformance.plan import Plan, turns
from conformance.planning.rehearsal import rehearse
from conformance.planning.schedule import Schedule
from conformance.requirement import Flow, Requirement, Scenario
from conformance.share import WHOLE, Share
from conformance.target import Target


@dataclass(frozen=True, slots=True)
class Options:
    """How to run: seconds for `timeout`, threads for `concurrency`, the operator's `own` flows.

    `rate` is in requests a second, `requests` the most that are sent in all; `budget` is that of
    the search for smaller failing requests. `share` is None for a run that is no shard of another.
    `documented`: the target's limits are the contract's, and not in shorter windows like our own
    server's. `ours`: the target was started for the run and ends with it.
    """

    profile: str = "core"
    only: tuple[str, ...] = ()
    seed: int = 0
    concurrency: int = 4
    timeout: float = 10.0
    explore: int = 0
    budget: Budget = field(default_factory=Budget)
    own: tuple[Flow, ...] = ()
    rate: float | None = None
    requests: int | None = None
    share: Share | None = None
    documented: bool = True
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """What is driven, and what is judged by it."""

    chosen: tuple[Requirement, ...]
    scenarios: tuple[Scenario, ...]
    plan: Plan


def selection(target: Target, contract: Contract, options: Options) -> Selection:
    """What a run drives and judges.

    Raises SelectionError for an unknown requirement or flow, and ContractError where the spec lacks
    what a feature needs.
    """
    for feature in target.features:
        for operation in FEATURES[feature]:
            contract.operation(operation)
    chosen = catalogue.selected(options.profile, options.only, options.own)
    capabilities = target.capabilities(contract.carriers)
    scenarios = catalogue.scenarios(
        chosen, options.profile, options.only, capabilities, options.own
    )
    # Nothing else takes fresh cases.
    takes_fresh = any(one.vary is sendings for one in scenarios)
    plan = Plan(
        options.profile,
        contract,
        frozenset(capabilities),
        options.explore if takes_fresh else 0,
        options.seed,
        share=options.share or WHOLE,
    )
    return Selection(tuple(chosen), tuple(scenarios), plan)


def planned(
    target: Target, contract: Contract, options: Options, what: Selection, fresh_driven: int = 0
) -> Schedule:
    """What a run is going to send, found out without sending anything.

    The operator's own flows are not counted: nobody knows what else they do. `fresh_driven` are
    the fresh cases that a run which it goes on with has driven.
    """
    scenarios = [one for one in what.scenarios if one.flow not in options.own]
    found = rehearse(target, contract, scenarios, what.plan)
    if not options.documented:
        found = found.without_limits()
    explore = max(0, what.plan.explore // what.plan.share.shards - fresh_driven)
    found = found.with_fresh(explore, turns(what.plan.capabilities), contract)
    return replace(found, rate=options.rate, budget=options.requests)
