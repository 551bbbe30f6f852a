"""From what an operator chose to the schedule of the run, without a target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from conformance.capability import CONSENTS, FEATURES
from conformance.configuration import Choices
from conformance.launch import options_of
from conformance.loading import load_contract
from conformance.parallel import share_for
from conformance.planning.schedule import Schedule
from conformance.selection import planned as planned_run
from conformance.selection import selection
from conformance.target import MAIN, OTHER, VARIABLES, Credentials, Target, check_url

NOWHERE = "http://target.invalid"
"""Stands for a target that is not sent to."""

STAND_IN = "no-token-is-needed-"


def planned(choices: Choices, environment: Mapping[str, str]) -> Schedule:
    """What a run as chosen would send.

    Raises TargetError, ContractError, SelectionError, and ConfigurationError for flows that can't
    be used.
    """
    contract = load_contract(choices.spec)
    options = options_of(choices, share_for(choices.shard, environment))
    embedded = choices.url is None and choices.app is None
    agents = [MAIN, *([OTHER] if embedded or environment.get(VARIABLES[OTHER]) else [])]
    target = Target(
        check_url(choices.url or NOWHERE),
        Credentials({agent: STAND_IN + agent for agent in agents}),
        choices.features or (FEATURES if embedded and choices.features is None else ()),
        choices.allow or (CONSENTS if embedded and choices.allow is None else ()),
    )
    options = replace(options, documented=True)
    return planned_run(target, contract, options, selection(target, contract, options))
