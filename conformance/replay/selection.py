"""What is sent again for findings: the cases that they are about, and what those build on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from conformance.contract import Contract
from conformance.drive import preflight
from conformance.exchange import Exchange, Transcript
from conformance.replay.ids import Givers, Id, Ids
from conformance.replay.recorded import Numbered

FIRST_CALL = (preflight.FLOW, preflight.CASE)

Batch = list[Exchange]
"""Exchanges that are sent at the same moment."""


@dataclass(frozen=True)
class Selection:
    """Exchanges of a recorded run that are to be sent again, by their numbers.

    `uses` has the ids that each one's request uses; `of` the numbers of all exchanges that a
    finding, by its number, needs.
    """

    ids: Ids
    exchanges: Mapping[int, Exchange]
    uses: Mapping[int, frozenset[Id]]
    of: Mapping[int, tuple[int, ...]]
    batches: tuple[Batch, ...]


def select(transcript: Transcript, findings: Iterable[Numbered], contract: Contract) -> Selection:
    """Find what has to be sent again. The first call is not in a batch: every replay begins so."""
    findings = tuple(findings)
    givers = Givers(contract)
    ids = Ids(one for exchange in transcript.exchanges for one in givers.given(exchange))
    seeds, places = _seeds(transcript, findings)
    exchanges: dict[int, Exchange] = {}
    uses: dict[int, frozenset[Id]] = {}
    wanted = {number for numbers in seeds.values() for number in numbers}
    while wanted:
        found = {one.number: one for one in transcript.exchanges if one.number in wanted}
        exchanges |= found
        uses |= {number: ids.used(exchange) for number, exchange in found.items()}
        wanted = {one.exchange for number in found for one in uses[number]} - exchanges.keys()
    of = {number: tuple(sorted(_closed(numbers, uses))) for number, numbers in seeds.items()}
    return Selection(ids, exchanges, uses, of, tuple(_batches(exchanges.values(), places)))


def _seeds(
    transcript: Transcript, findings: Iterable[Numbered]
) -> tuple[dict[int, set[int]], dict[int, tuple[str, str]]]:
    """Each finding's own exchanges: its case, and the others that it names.

    And the case with which each exchange is sent, so that what overlapped overlaps again.
    """
    cited = {one.finding.exchange for one in findings}
    case_of = {
        one.number: (one.flow, one.case) for one in transcript.exchanges if one.number in cited
    }
    cases = set(case_of.values())
    members: dict[tuple[str, str], set[int]] = defaultdict(set)
    places: dict[int, tuple[str, str]] = {}
    named = {number for one in findings for number in one.finding.others}
    sent = set()
    for exchange in transcript.exchanges:
        case = exchange.flow, exchange.case
        if exchange.sent and not exchange.superseded:
            if case in cases:
                members[case].add(exchange.number)
                places[exchange.number] = case
            if exchange.number in named:
                sent.add(exchange.number)
    seeds = {}
    for one in findings:
        case = case_of[one.finding.exchange]
        others = sent & set(one.finding.others)
        seeds[one.number] = members[case] | others
        for number in others:
            places.setdefault(number, case)
    return seeds, places


def _closed(numbers: Iterable[int], uses: Mapping[int, frozenset[Id]]) -> set[int]:
    """These exchanges and all that they build on."""
    closed: set[int] = set()
    waiting = list(numbers)
    while waiting:
        number = waiting.pop()
        if number not in closed:
            closed.add(number)
            waiting += [one.exchange for one in uses[number]]
    return closed


def _batches(
    exchanges: Iterable[Exchange], places: Mapping[int, tuple[str, str]]
) -> Iterable[Batch]:
    """The exchanges in the order of their run; those of a case that overlapped are together."""
    cases: dict[tuple[str, str], list[Batch]] = defaultdict(list)
    for exchange in sorted(exchanges, key=lambda one: (one.started, one.number)):
        if (exchange.flow, exchange.case) == FIRST_CALL:
            continue
        batches = cases[places.get(exchange.number, (exchange.flow, exchange.case))]
        if batches and exchange.started < min(one.ended for one in batches[-1]):
            batches[-1].append(exchange)
        else:
            batches.append([exchange])
    # What an exchange builds on had ended before it started, and so before the last of its batch.
    return sorted(
        (batch for batches in cases.values() for batch in batches),
        key=lambda batch: max(one.started for one in batch),
    )
