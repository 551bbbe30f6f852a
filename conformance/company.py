"""Which cases were to be driven alone, and had other shards of their run beside them."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from conformance.exchange import Exchange, Header, Transcript, scenario_of
from conformance.requirement import Requirement, Scenario

WINDOW = 60.0
"""Seconds for which a server may go on counting what was sent."""

CLOCKS = 2.0
"""Seconds by which the clocks of two machines may differ."""

Case = tuple[str, str]


@dataclass
class _Spell:
    """From when to when a case may be disturbed, in seconds of the transcript."""

    run: str | None
    began: float
    ended: float

    def holds(self, exchange: Exchange) -> bool:
        return (
            exchange.run != self.run
            and exchange.ended >= self.began
            and exchange.started <= self.ended
        )


@dataclass(frozen=True, slots=True)
class All(Container[Case]):
    """Every case of these scenarios, by flow and name: a shard can't know what others send."""

    scenarios: frozenset[Case]

    def __contains__(self, case: object) -> bool:
        flow, name = case if isinstance(case, tuple) else ("", "")
        return (flow, scenario_of(name)) in self.scenarios


def company(transcript: Transcript, requirements: Iterable[Requirement]) -> Container[Case]:
    """The cases, by flow and name, of scenarios that are to run alone, and that did not."""
    header = transcript.header
    if header.partial:
        return company_of_shards(header, requirements)
    if not header.merged:
        return frozenset()
    return _disturbed(transcript, _spells(transcript, _alone(requirements)))


def company_of_shards(header: Header, requirements: Iterable[Requirement]) -> Container[Case]:
    """The same of a run that hasn't ended yet: of a shard it is all of them."""
    return All(frozenset(_alone(requirements))) if header.partial else frozenset()


def _alone(requirements: Iterable[Requirement]) -> dict[Case, Scenario]:
    return {
        (one.flow.name, one.scenario.name): one.scenario
        for one in requirements
        if one.scenario is not None and (one.scenario.first or one.scenario.last)
    }


def _spells(transcript: Transcript, alone: dict[Case, Scenario]) -> dict[Case, _Spell]:
    found: dict[Case, _Spell] = {}
    for exchange in transcript.exchanges:
        scenario = alone.get((exchange.flow, scenario_of(exchange.case)))
        if scenario is None or not exchange.sent:
            continue
        # What is run into at the end is not made easier by what was sent before.
        before = CLOCKS if scenario.last else WINDOW + CLOCKS
        began, ended = exchange.started - before, exchange.ended + CLOCKS
        known = found.setdefault((exchange.flow, exchange.case), _Spell(exchange.run, began, ended))
        known.began, known.ended = min(known.began, began), max(known.ended, ended)
    return found


def _disturbed(transcript: Transcript, spells: dict[Case, _Spell]) -> frozenset[Case]:
    found: set[Case] = set()
    for exchange in transcript.exchanges if spells else ():
        if exchange.sent and exchange.agent is not None:
            found.update(case for case, spell in spells.items() if spell.holds(exchange))
    return frozenset(found)
