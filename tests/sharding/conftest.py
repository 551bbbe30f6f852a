"""The contract, loaded once."""

from __future__ import annotations

import pytest

from conformance.contract import Contract
from conformance.loading import load_contract
from conformance.resources import SPEC


@pytest.fixture(scope="session")
def contract() -> Contract:
    return load_contract(SPEC)
