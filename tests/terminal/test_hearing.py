"""Judging while driving: no more than the judging in the end finds, whatever the order."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from conformance import catalogue
from conformance.contract import Contract
from conformance.evidence import Observations
from conformance.exchange import Exchange, Header, Transcript
from conformance.judge import judge
from conformance.loading import load_contract
from conformance.outcome import Outcome
from conformance.reference import SANDBOX_TOKENS
from conformance.requirement import Scenario
from conformance.resources import SPEC
from conformance.run import TRANSCRIPT, Options, run
from conformance.target import Credentials, Target
from conformance.terminal import hearing
from conformance.terminal.hearing import Hearing
from conformance.transcript import read_transcript

from .builders import exchange

LONG = 60.0
HEADER = Header("run1", "2026-01-01T00:00:00Z", "0", "sha256:0", "http://x", "core", 0)


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(SPEC)


@pytest.fixture(scope="module")
def transcript(
    slow: str, contract: Contract, tmp_path_factory: pytest.TempPathFactory
) -> Transcript:
    """A run of the whole catalogue against a faulty server."""
    directory: Path = tmp_path_factory.mktemp("faulty")
    target = Target(slow, Credentials({"main": next(iter(SANDBOX_TOKENS))}), ("transcript",))
    run(target, contract, Options(concurrency=8), directory)
    return read_transcript(directory / TRANSCRIPT)


def scenarios() -> dict[tuple[str, str], Scenario]:
    return {(flow.name, one.name): one for flow in catalogue.flows() for one in flow.scenarios}


def told(transcript: Transcript, contract: Contract, shuffle: int) -> Hearing:
    """One that was told a transcript, each exchange up to so many places too early or too late."""
    one = Hearing()
    one.starts(transcript.header, contract, catalogue.requirements())
    exchanges = list(transcript.exchanges)
    random.Random(1).shuffle(order := list(range(len(exchanges))))
    if shuffle:
        exchanges.sort(key=lambda each: each.number + order[each.number - 1] % shuffle)
    known = scenarios()
    left = Counter((each.flow, each.case) for each in exchanges)
    for each in exchanges:
        one.records(each)
        left[each.flow, each.case] -= 1
        if not left[each.flow, each.case] and (each.flow, each.scenario) in known:
            one.ends(known[each.flow, each.scenario], each.case)
    return one


@pytest.mark.parametrize("shuffle", [0, 9])
def test_all_heard_is_what_is_judged_in_the_end(
    transcript: Transcript, contract: Contract, shuffle: int
) -> None:
    one = told(transcript, contract, shuffle)
    one.hear(LONG)
    judged = judge(transcript, catalogue.requirements(), Observations(contract))
    failed = {each.requirement for each in judged if each.outcome is Outcome.FAIL}
    assert one.failing() == Counter(
        each.flow.name for each in catalogue.requirements() if each.id in failed
    )
    assert one.failing().total() >= 1


def test_no_more_is_judged_than_there_is_time_for(
    transcript: Transcript, contract: Contract
) -> None:
    one = told(transcript, contract, 0)
    assert one.failing() == {}
    for _ in range(len(transcript.exchanges)):
        one.hear(0.0)
    assert one.failing() == {}
    one.hear(LONG)
    assert one.failing()


def test_what_breaks_ends_the_judging_and_not_the_run(contract: Contract) -> None:
    one = Hearing()
    one.starts(HEADER, contract, catalogue.requirements())
    broken: Exchange = exchange(1)
    object.__setattr__(broken, "response", "no response")
    one.records(broken)
    one.hear(LONG)
    one.records(exchange(2))
    one.hear(LONG)
    assert one.failing() == {}


def test_one_that_falls_too_far_behind_gives_up(
    contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "MOST_HELD", 10)
    one = Hearing()
    one.starts(HEADER, contract, ())
    for number in range(2, 20):
        one.records(exchange(number))
    one.hear(LONG)
    assert not one.hears
    one.records(exchange(1))
    one.hear(LONG)
    assert one.failing() == {}
