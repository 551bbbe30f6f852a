"""Fixtures for tests of one's own: what is tested, what drives it, what was driven, and judging.

A fixture of the same name in one's own tests takes the place of one of these; the others go on
working, for they don't need it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conformance.configuration import ConfigurationError
from conformance.outcome import Judgement, Outcome
from conformance.plugin.options import choices, own

if TYPE_CHECKING:
    from conformance.calibration.matrix import Kill
    from conformance.drive.session import Session
    from conformance.plugin.asking import Asked, Judge, Prove
    from conformance.plugin.driven import Driven
    from conformance.plugin.standing import Standing, TestCase
    from conformance.requirement import Flow
    from conformance.target import Target

WRITTEN = pytest.StashKey[Path]()


def _failed(sentence: str) -> BaseException:
    """What a test fails with where a sentence says more than a traceback."""
    return pytest.fail.Exception(sentence, pytrace=False)


@contextmanager
def _saying() -> Iterator[None]:
    """What the user can mend fails the test with a sentence."""
    from conformance.openapi import ContractError  # noqa: PLC0415 - slow to import
    from conformance.target import TargetError  # noqa: PLC0415

    try:
        yield
    except (ConfigurationError, ContractError, TargetError) as error:
        raise _failed(str(error)) from None


@pytest.fixture(scope="session")
def target(pytestconfig: pytest.Config) -> Iterator[Target]:
    """The server under test: of --target, of --conformance-app, or the reference server.

    It runs for as long as pytest does.
    """
    from conformance.launch import under_test  # noqa: PLC0415 - httpx is slow to import

    with _saying(), under_test(choices(pytestconfig), os.environ) as found:
        yield found


@pytest.fixture(scope="session")
def _conformance_run(
    target: Target, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standing]:
    """The run that all tests of the session drive in; each worker of xdist has its own."""
    from conformance.loading import load_contract  # noqa: PLC0415 - httpx is slow to import
    from conformance.plugin.standing import standing  # noqa: PLC0415

    with _saying():
        chosen = choices(pytestconfig)
        contract, flows = load_contract(chosen.spec), own(pytestconfig)
    directory = chosen.report_dir or tmp_path_factory.mktemp("conformance")
    directory.mkdir(parents=True, exist_ok=True)
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    path = directory / (f"tests-{worker}.jsonl" if worker else "tests.jsonl")
    pytestconfig.stash[WRITTEN] = path
    with standing(target, contract, chosen, flows, path) as run:
        yield run


@pytest.fixture
def _conformance_case(
    _conformance_run: Standing, request: pytest.FixtureRequest
) -> Iterator[TestCase]:
    """What the fixtures of one test share."""
    from conformance.plugin.standing import driving  # noqa: PLC0415 - httpx is slow to import

    stopped = _conformance_run.stage.recorder.stopped
    if stopped is not None:
        raise _failed(stopped)
    with driving(_conformance_run, request.node.nodeid) as case:
        yield case


@pytest.fixture
def session(_conformance_case: TestCase) -> Session:
    """Drives the server under test: each call is written down under its step's name."""
    return _conformance_case.session


@pytest.fixture
def transcript(_conformance_case: TestCase) -> Driven:
    """The exchanges that the test has driven so far."""
    return _conformance_case.driven


@pytest.fixture
def judge(_conformance_case: TestCase, request: pytest.FixtureRequest) -> Judge:
    """Judges what the test has driven, and fails it where a requirement does not hold.

    `judge()`: by all invariants that it is evidence for. `judge("LEAD-02", flow, ...)`: by these
    requirements, flows or scenarios, by id, name or value. Gives what came of each.
    """
    from conformance.catalogue import SelectionError  # noqa: PLC0415 - loads every flow
    from conformance.plugin.judging import AskedError, judgements  # noqa: PLC0415

    def judging(*asked: Asked) -> tuple[Judgement, ...]:
        __tracebackhide__ = True
        case = _conformance_case
        try:
            made = judgements(case.standing, case.driven, asked)
        except (AskedError, SelectionError) as error:
            raise _failed(str(error)) from None
        failing = [one for one in made if not one.holds(case.standing.strict)]
        if failing:
            where = f"Exchanges are those of {case.standing.path}."
            raise _failed("\n\n".join([*(one.text for one in failing), where]))
        for one in made:
            if one.judgement.outcome is Outcome.DEVIATION:
                request.node.add_report_section("call", "deviation", one.text)
        if all(one.judgement.outcome is Outcome.NOT_APPLICABLE for one in made):
            pytest.skip(str(made[0].judgement.reason))
        return tuple(one.judgement for one in made)

    return judging


@pytest.fixture
def prove(_conformance_case: TestCase) -> Prove:
    """Shows that a flow of one's own can fail: `prove(flow)` drives it and puts its saboteurs in.

    The test fails unless the target meets each requirement, and each saboteur is noticed. Gives
    what became of each saboteur.
    """
    from conformance.plugin import proving  # noqa: PLC0415 - loads the reference server

    def proved(flow: Flow) -> tuple[Kill, ...]:
        __tracebackhide__ = True
        try:
            return proving.prove(_conformance_case, flow)
        except proving.UnprovenError as error:
            raise _failed(str(error)) from None

    return proved
