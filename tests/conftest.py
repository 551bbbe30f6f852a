"""How the tests are spread over processes."""

from __future__ import annotations

import os

import pytest


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """For `-n auto`: three for two processors, because many tests wait for a process or a clock."""
    processors = os.cpu_count() or 1
    return processors + processors // 2
