"""Whether a transcript has all that the certification sends, with nothing taken out or put in."""

from __future__ import annotations

from conformance import catalogue
from conformance.contract import Contract
from conformance.drive.lanes import units
from conformance.exchange import Transcript
from conformance.plan import Plan


def incomplete(transcript: Transcript, contract: Contract) -> str | None:
    """A sentence that says what is missing or out of place, or None.

    The recorder numbers exchanges from 1 without a gap, and every planned case leaves at least one
    exchange, also where it could not be sent.
    """
    header = transcript.header
    chosen = catalogue.selected(header.profile, header.only)
    scenarios = catalogue.scenarios(chosen, header.profile, header.only, header.capabilities)
    plan = Plan(header.profile, contract, frozenset(header.capabilities))
    wanted = {(unit.scenario.flow.name, unit.case) for unit in units(scenarios, plan)}
    for number, exchange in enumerate(transcript.exchanges, start=1):
        if exchange.number != number:
            return f"where exchange {number} should be, there is exchange {exchange.number}"
        wanted.discard((exchange.flow, exchange.case))
    if wanted:
        flow, case = min(wanted)
        more = f" and {len(wanted) - 1} more" if len(wanted) > 1 else ""
        return f"the case {case} of {flow}{more} is not in it"
    return None
