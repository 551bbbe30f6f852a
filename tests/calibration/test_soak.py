"""Runs under load: what they compare, and that they are under load at all."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace

import httpx

from conformance.calibration.soak import JITTER, LATENCY, Slow, Soaked, busy, soak, soaked
from conformance.calibration.trial import Trial, correct_server
from conformance.contract import Contract
from conformance.outcome import Outcome, Verdict
from conformance.reference import RunningServer


def test_a_run_under_load_says_what_must_be_said_of_a_correct_server(contract: Contract) -> None:
    observed: list[Soaked] = []
    (found,) = soak(1, contract, observed.append)
    assert observed == [found]
    assert found.steady
    assert found.requests > 400
    assert multiprocessing.active_children() == []


def test_any_other_outcome_is_a_difference(correct: Trial) -> None:
    assert soaked(1, correct).steady
    first, *rest = correct.report.requirements
    wrong = replace(first, outcome=Outcome.NOT_OBSERVED)
    report = replace(correct.report, requirements=(wrong, *rest))
    found = soaked(2, Trial(report, correct.transcript))
    assert found.differences == (f"{first.id} not-observed",)
    assert not found.steady


def test_a_fault_of_the_suite_is_a_difference(correct: Trial) -> None:
    report = replace(correct.report, faults=("It broke.",))
    assert not soaked(1, Trial(report, correct.transcript)).steady


def test_another_verdict_is_not_steady(correct: Trial) -> None:
    assert not replace(soaked(1, correct), verdict=Verdict.INCOMPLETE).steady


def test_every_processor_is_kept_busy_meanwhile() -> None:
    with busy(2):
        assert len(multiprocessing.active_children()) == 2
    assert multiprocessing.active_children() == []


def test_delays_are_short_and_now_and_then_long_and_the_same_for_a_seed() -> None:
    delays = [Slow(correct_server(), 7).delay() for _ in range(2)]
    assert delays[0] == delays[1]
    slow = Slow(correct_server(), 7)
    several = [slow.delay() for _ in range(600)]
    rare = [one for one in several if JITTER[0] <= one <= JITTER[1]]
    quick = [one for one in several if LATENCY[0] <= one <= LATENCY[1]]
    assert len(rare) + len(quick) == 600
    assert 5 < len(rare) < 60


def test_answers_are_the_correct_servers() -> None:
    with RunningServer(Slow(correct_server(), 7)) as server:
        assert httpx.get(server.url).status_code == 200
