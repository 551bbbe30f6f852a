"""The correct server, run once: what every calibration begins with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from conformance import catalogue
from conformance.calibration.trial import Trial, correct_server, quiet, trial
from conformance.contract import Contract
from conformance.loading import load_contract
from conformance.requirement import Requirement, Saboteur
from conformance.resources import SPEC

Invent = Callable[..., tuple[Requirement, Saboteur]]


@pytest.fixture(scope="session")
def contract() -> Contract:
    return load_contract(SPEC)


@pytest.fixture(scope="session")
def correct(contract: Contract) -> Trial:
    return trial(correct_server(), contract, quiet())


@pytest.fixture
def invent() -> Invent:
    """A saboteur that no flow has, of a copy of a requirement."""

    def invented(id_: str, function: Callable[..., None]) -> tuple[Requirement, Saboteur]:
        requirement = replace(catalogue.find(id_), saboteurs=[])
        requirement.broken_by(function)
        (saboteur,) = requirement.saboteurs
        return requirement, saboteur

    return invented
