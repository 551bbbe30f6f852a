"""The pytest front: one item per requirement, and fixtures for tests of one's own.

pytest finds its hooks and fixtures here, by their names.
"""

from conformance.plugin.fixtures import (
    _conformance_case,
    _conformance_run,
    judge,
    prove,
    session,
    target,
    transcript,
)
from conformance.plugin.items import (
    pytest_collect_file,
    pytest_collection_modifyitems,
    pytest_sessionfinish,
    pytest_xdist_node_collection_finished,
)
from conformance.plugin.options import pytest_addoption
from conformance.plugin.summary import pytest_terminal_summary

__all__ = [
    "_conformance_case",
    "_conformance_run",
    "judge",
    "prove",
    "pytest_addoption",
    "pytest_collect_file",
    "pytest_collection_modifyitems",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
    "pytest_xdist_node_collection_finished",
    "session",
    "target",
    "transcript",
]
