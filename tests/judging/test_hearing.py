"""Judging while driving: the same as the judging in the end finds, whatever the order."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from conformance import catalogue
from conformance.calibration import choosing
from conformance.conclude import conclude
from conformance.contract import Contract
from conformance.drive.observer import Observer
from conformance.evidence import Observations
from conformance.exchange import Exchange, Transcript
from conformance.hearing import Hearing
from conformance.judge import judge
from conformance.loading import load_contract
from conformance.outcome import Outcome
from conformance.reference import SANDBOX_TOKENS, RunningServer, Settings, create_app
from conformance.resources import SPEC
from conformance.run import TRANSCRIPT, Options, run
from conformance.target import Credentials, Target
from conformance.transcript import read_transcript

SCENARIOS = {(flow.name, one.name): one for flow in catalogue.flows() for one in flow.scenarios}


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(SPEC)


@pytest.fixture(scope="module", params=["LEAD-02", None])
def transcript(
    request: pytest.FixtureRequest, contract: Contract, tmp_path_factory: pytest.TempPathFactory
) -> Transcript:
    """A run of the whole catalogue against a faulty server, and one against a correct one."""
    directory: Path = tmp_path_factory.mktemp("faulty")
    app: ASGIApp = create_app(Settings(limits="none"))
    if request.param is not None:
        app = choosing.faulty(request.param, SANDBOX_TOKENS)(app)
    with RunningServer(app) as server:
        main, other = SANDBOX_TOKENS
        target = Target(server.url, Credentials({"main": main, "other": other}), ("transcript",))
        run(target, contract, Options(concurrency=8), directory)
    return read_transcript(directory / TRANSCRIPT)


def told(transcript: Transcript, contract: Contract, shuffle: int, seed: int = 1) -> Hearing:
    """One that was told a transcript: exchanges up to so many places too early or too late.

    The end of a case is told at any time after its last exchange.
    """
    one = Hearing(Observer(), transcript.header, contract, catalogue.requirements())
    exchanges = [each for each in transcript.exchanges if not each.probe]
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
    return one


@pytest.mark.parametrize("shuffle", [0, 9])
def test_all_heard_is_what_is_judged_in_the_end(
    transcript: Transcript, contract: Contract, shuffle: int
) -> None:
    driven = transcript.with_exchanges(each for each in transcript.exchanges if not each.probe)
    one = told(driven, contract, shuffle)
    assert one.finish(len(driven.exchanges))
    known = catalogue.requirements()
    judged = judge(driven, known, Observations(contract))
    assert one.court.judgements(None) == judged
    at_once = replace(conclude(driven, contract, None), requirements=())
    heard = replace(conclude(driven, contract, judged, (), one.surveying), requirements=())
    assert heard == at_once
    failed = {each.requirement for each in judged if each.outcome is Outcome.FAIL}
    assert one.failing() == Counter(each.flow.name for each in known if each.id in failed)


def test_it_judges_while_it_is_told(transcript: Transcript, contract: Contract) -> None:
    one = told(transcript, contract, 0)
    judged = judge(transcript, catalogue.requirements(), Observations(contract))
    wrong = any(each.outcome is Outcome.FAIL for each in judged)
    assert bool(one.failing()) == wrong


def test_what_breaks_ends_the_judging_and_not_the_run(
    transcript: Transcript, contract: Contract
) -> None:
    one = Hearing(Observer(), transcript.header, contract, catalogue.requirements())
    first, second, *_ = transcript.exchanges
    broken = replace(first)
    object.__setattr__(broken, "response", "no response")
    one.records(broken)
    one.records(second)
    assert not one.finish(2)


def test_what_was_not_told_is_noticed(transcript: Transcript, contract: Contract) -> None:
    one = Hearing(Observer(), transcript.header, contract, catalogue.requirements())
    first, _, third, *_ = transcript.exchanges
    one.records(first)
    one.records(third)
    assert not one.finish(3)


def test_what_follows_the_driving_is_surveyed_and_not_judged(
    transcript: Transcript, contract: Contract
) -> None:
    one = told(transcript, contract, 0)
    count = sum(not each.probe for each in transcript.exchanges)
    assert one.finish(count)
    before = one.court.judgements(None)
    last = max(transcript.exchanges, key=lambda each: each.number)
    one.records(replace(last, number=count + 1, probe=True))
    assert one.finish(count + 1)
    assert one.court.judgements(None) == before
    traffic = one.surveying.survey(transcript, ()).traffic
    assert traffic.requests == 1 + sum(each.sent for each in transcript.exchanges if not each.probe)


def test_everyone_else_is_told_too(transcript: Transcript, contract: Contract) -> None:
    seen: list[int] = []

    class Seeing(Observer):
        def records(self, exchange: Exchange) -> None:
            seen.append(exchange.number)

    one = Hearing(Seeing(), transcript.header, contract, ())
    for each in transcript.exchanges:
        one.records(each)
    assert seen == [each.number for each in transcript.exchanges]
