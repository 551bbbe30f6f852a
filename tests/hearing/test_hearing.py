"""Judging while driving: the same as the judging in the end finds, whatever the order."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from conformance import catalogue
from conformance.conclude import conclude
from conformance.contract import Contract
from conformance.drive.observer import Observer
from conformance.evidence import Observations
from conformance.exchange import Exchange, Transcript
from conformance.hearing.heard import Heard, Hearing
from conformance.hearing.in_lanes import InLanes
from conformance.judge import hold, judge
from conformance.outcome import Outcome
from conformance.survey import surveyed

from .conftest import Making

SCENARIOS = {(flow.name, one.name): one for flow in catalogue.flows() for one in flow.scenarios}
KNOWN = catalogue.requirements()


def driven(transcript: Transcript) -> Transcript:
    """A transcript without what was sent in search of smaller requests."""
    return transcript.with_exchanges(each for each in transcript.exchanges if not each.probe)


def tell(one: Hearing, transcript: Transcript, shuffle: int, seed: int = 1) -> None:
    """Tell of exchanges, up to so many places too early or too late.

    The end of a case is told at any time after its last exchange.
    """
    exchanges = list(driven(transcript).exchanges)
    randomly = random.Random(seed)
    randomly.shuffle(order := list(range(len(exchanges))))
    if shuffle:
        exchanges.sort(key=lambda each: each.number + order[each.number - 1] % shuffle)
    left = Counter((each.flow, each.case) for each in exchanges)
    late: list[Exchange] = []
    for each in exchanges:
        one.records(each)
        left[each.flow, each.case] -= 1
        if not left[each.flow, each.case] and (each.flow, each.scenario) in SCENARIOS:
            late.append(each)
        while len(late) > shuffle:
            ended = late.pop(randomly.randrange(len(late)))
            one.ends(SCENARIOS[ended.flow, ended.scenario], ended.case)


@pytest.mark.parametrize("shuffle", [0, 9])
def test_all_heard_is_what_is_judged_in_the_end(
    either: Transcript, contract: Contract, making: Making, shuffle: int
) -> None:
    whole = driven(either)
    one = making(whole)
    tell(one, whole, shuffle)
    court = hold(whole, KNOWN, Observations(contract))
    count = len(whole.exchanges)
    assert one.shown(count) == court.shown()
    expected = Heard(court.judgements(None), surveyed(whole, contract))
    assert one.finish(count, None) == expected
    at_once = replace(conclude(whole, contract), log=())
    heard = conclude(whole, contract, expected.judgements, (), expected.survey)
    assert replace(heard, log=()) == at_once


def test_what_a_search_sends_is_judged_too(
    transcript: Transcript, contract: Contract, making: Making
) -> None:
    one = making(transcript)
    tell(one, transcript, 0)
    count = len(driven(transcript).exchanges)
    shown = one.shown(count)
    assert shown is not None
    probes = [each for each in transcript.exchanges if each.probe]
    assert probes
    for each in probes:
        one.records(each)
    judged = judge(transcript, KNOWN, Observations(contract))
    heard = one.finish(count + len(probes), None)
    assert heard == Heard(judged, surveyed(transcript, contract))


def test_why_the_driving_ended_is_in_the_judgements(
    transcript: Transcript, contract: Contract, making: Making
) -> None:
    some = transcript.with_exchanges(list(transcript.exchanges)[:40])
    one = making(some)
    for each in some.exchanges:
        one.records(each)
    heard = one.finish(40, "The target hung.")
    assert heard is not None
    assert heard.judgements == judge(
        replace(some, stopped="The target hung."), KNOWN, Observations(contract)
    )
    assert any(each.reason == "The target hung." for each in heard.judgements)


def test_it_judges_while_it_is_told(
    transcript: Transcript, contract: Contract, in_lanes: Making
) -> None:
    one = in_lanes(transcript)
    tell(one, transcript, 0)
    judged = judge(transcript, KNOWN, Observations(contract))
    failed = {each.requirement for each in judged if each.outcome is Outcome.FAIL}
    assert one.failing() == Counter(each.flow.name for each in KNOWN if each.id in failed)


def test_what_breaks_ends_the_judging_and_not_the_run(
    transcript: Transcript, in_lanes: Making
) -> None:
    one = in_lanes(transcript)
    first, second, *_ = transcript.exchanges
    broken = replace(first)
    object.__setattr__(broken, "response", "no response")
    one.records(broken)
    one.records(second)
    assert one.shown(2) is None
    assert one.finish(2, None) is None
    assert one.silence == "judging it meanwhile failed (AttributeError)"


def test_what_was_not_told_is_noticed(transcript: Transcript, in_lanes: Making) -> None:
    one = in_lanes(transcript)
    first, _, third, *_ = transcript.exchanges
    one.records(first)
    one.records(third)
    assert one.finish(3, None) is None
    assert one.silence == "not all of it was heard meanwhile"


def test_of_a_run_with_an_earlier_part_nothing_is_heard(
    transcript: Transcript, contract: Contract
) -> None:
    one = InLanes(Observer(), transcript.header, contract, (), whole=False)
    tell(one, transcript, 0)
    assert one.finish(len(driven(transcript).exchanges), None) is None
    assert one.silence == "an earlier part of the run was driven before"


def test_everyone_else_is_told_too(transcript: Transcript, contract: Contract) -> None:
    seen: list[int] = []

    class Seeing(Observer):
        def records(self, exchange: Exchange) -> None:
            seen.append(exchange.number)

    one = InLanes(Seeing(), transcript.header, contract, ())
    for each in transcript.exchanges:
        one.records(each)
    assert seen == [each.number for each in transcript.exchanges]
