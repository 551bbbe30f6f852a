"""How the tests are spread over processes."""

from __future__ import annotations

import pytest

from conformance.hearing.process import processors


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """For `-n auto`: three for two processors, because many tests wait for a process or a clock."""
    return processors() * 3 // 2
