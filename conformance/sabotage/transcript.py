"""Turns a transcript of a correct server into that of a faulty one."""

from __future__ import annotations

import copy
from collections import defaultdict

from conformance.evidence import Observations
from conformance.exchange import Exchange, Transcript
from conformance.requirement import Requirement, Saboteur
from conformance.sabotage.answer import Answer


def sabotage(
    transcript: Transcript,
    requirement: Requirement,
    saboteur: Saboteur,
    observations: Observations,
) -> Transcript:
    """The transcript with the fault of a saboteur that spoils answers."""
    assert saboteur.spoil is not None
    chosen = set(map(id, _chosen(transcript, requirement, saboteur, observations)))
    exchanges: list[Exchange] = []
    cases = defaultdict(list)
    for exchange in transcript.exchanges:
        if exchange.response is not None:
            cases[exchange.flow, exchange.case].append(exchange)
    previous: dict[tuple[str, str], Answer] = {}
    for exchange in transcript.exchanges:
        if id(exchange) in chosen:
            answer = Answer.of(exchange)
            answer.others = {
                other.step: Answer.of(other) for other in cases[exchange.flow, exchange.case]
            }
            case = ("", "") if requirement.over else (exchange.flow, exchange.case)
            answer.previous = previous.get(case)
            before = copy.deepcopy(answer)
            saboteur.spoil(answer)
            previous[case] = before
            exchanges.append(answer.result())
        else:
            exchanges.append(exchange)
    return transcript.with_exchanges(exchanges)


def _chosen(
    transcript: Transcript,
    requirement: Requirement,
    saboteur: Saboteur,
    observations: Observations,
) -> list[Exchange]:
    """The exchanges that the saboteur spoils."""
    answered = [exchange for exchange in transcript.exchanges if exchange.response is not None]
    if requirement.over is None:
        places = requirement.places(saboteur)
        return [
            exchange
            for exchange in answered
            if (exchange.flow, exchange.scenario, exchange.step) in places
            and not exchange.superseded
        ]
    over = requirement.over
    first = requirement.evidence[0]
    found = [
        exchange
        for exchange in answered
        if first.demand.unmet(observations.of(exchange)) is None and over(observations.of(exchange))
        if not saboteur.steps or exchange.step in saboteur.steps
    ]
    # One of the flow's own if there is one: others' requirements have no business with it.
    found.sort(key=lambda exchange: exchange.flow != requirement.flow.name)
    return found[: 2 if requirement.memory else 1]
