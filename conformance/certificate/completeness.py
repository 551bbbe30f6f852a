"""Whether a transcript has all that the certification sends, with nothing taken out or put in."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from conformance import catalogue
from conformance.capability import Capability
from conformance.contract import Contract
from conformance.drive.lanes import Unit, units
from conformance.drive.preflight import CASE, FLOW, PLANTING
from conformance.exchange import Exchange, Transcript
from conformance.flows.generated import flow as generated
from conformance.flows.generated.sending import Sending
from conformance.plan import Plan

Case = tuple[str, str]
"""The names of a flow and of a case of it."""


def incomplete(transcript: Transcript, contract: Contract) -> str | None:
    """A sentence that says what is missing or out of place, or None.

    The recorder numbers exchanges from 1 without a gap. Every planned case leaves at least one
    exchange, also where it could not be sent, and every generated group one for each of its cases,
    one after the other. What scenarios by hand send depends on the answers: there a step that was
    taken out shows as not observed.
    """
    capabilities = frozenset(transcript.header.capabilities)
    if not (capabilities <= set(Capability) and capabilities >= contract.carriers.keys()):
        return "its header names capabilities that no run of this contract has"
    planned = _planned(transcript, contract)
    steps: dict[Case, Counter[str]] = {}
    ended: dict[Case, float] = {}
    sent: dict[Exchange, int] = {}
    for number, exchange in enumerate(transcript.exchanges, start=1):
        if exchange.number != number:
            return f"where exchange {number} should be, there is exchange {exchange.number}"
        case = exchange.flow, exchange.case
        if case not in planned and not exchange.probe:
            return f"exchange {number} is of a case that was not to be sent"
        if exchange.flow == generated.name and exchange.started < ended.get(case, 0.0):
            return f"exchange {number} began before the one before it in its case had ended"
        ended[case] = exchange.ended
        first = sent.setdefault(replace(exchange, number=0), number)
        if exchange.sent and first != number:
            return f"exchange {number} is exchange {first} once more"
        if not (exchange.superseded or exchange.probe):
            steps.setdefault(case, Counter())[exchange.step] += 1
    if transcript.stopped is not None:
        # A run that stops at once plants nothing.
        planned.pop((FLOW, PLANTING), None)
    return _missing(planned, steps)


def _planned(transcript: Transcript, contract: Contract) -> dict[Case, Counter[str]]:
    """All cases, each with the steps that are sure to be in it."""
    header = transcript.header
    chosen = catalogue.selected(header.profile, header.only)
    scenarios = catalogue.scenarios(chosen, header.profile, header.only, header.capabilities)
    plan = Plan(header.profile, contract, frozenset(header.capabilities))
    planned = {
        (unit.scenario.flow.name, unit.case): _steps(unit) for unit in units(scenarios, plan)
    }
    return {(FLOW, CASE): Counter(), (FLOW, PLANTING): Counter(), **planned}


def _steps(unit: Unit) -> Counter[str]:
    groups = [one.group for one in unit.arguments if isinstance(one, Sending)]
    return Counter(case.step for group in groups for case in (*group.invalid, group.valid))


def _missing(planned: dict[Case, Counter[str]], steps: dict[Case, Counter[str]]) -> str | None:
    absent = sorted(planned.keys() - steps.keys())
    if absent:
        flow, case = absent[0]
        more = f" and {len(absent) - 1} more" if len(absent) > 1 else ""
        return f"the case {case} of {flow}{more} is not in it"
    for (flow, case), wanted in planned.items():
        if lacking := wanted - steps.get((flow, case), Counter()):
            step = min(lacking)
            return f"the case {case} of {flow} lacks {lacking[step]} exchange of the step {step}"
    return None
