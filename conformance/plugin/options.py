"""What is chosen on pytest's command line, in the environment and in the configuration file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from conformance.configuration import Choices, choose
from conformance.option import READERS

if TYPE_CHECKING:
    from conformance.requirement import Flow

PREFIX = "--conformance-"
USAGE = 2
_CHOICES = pytest.StashKey[Choices]()
_OWN = pytest.StashKey["tuple[Flow, ...]"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("conformance", "conformance of an Optimly message API server")
    group.addoption("--target", metavar="URL", help="server under test (none: our own)")
    group.addoption(f"{PREFIX}config", metavar="FILE", help="configuration file")
    for option in READERS.keys() - {"url"}:
        alike = f"like `optimly-conformance run --{option}`"
        if option == "strict":
            group.addoption(PREFIX + option, action="store_const", const=True, help=alike)
        else:
            group.addoption(PREFIX + option, metavar="VALUE", help=alike)


def choices(config: pytest.Config) -> Choices:
    """What is chosen for the session. Raises ConfigurationError."""
    if _CHOICES not in config.stash:
        options = (READERS.keys() - {"url"}) | {"config"}
        given = {option: config.getoption(PREFIX + option) for option in options}
        made = choose({**given, "url": config.getoption("--target")}, os.environ)
        config.stash[_CHOICES] = made
    return config.stash[_CHOICES]


def own(config: pytest.Config) -> tuple[Flow, ...]:
    """The operator's own flows that are chosen. Raises ConfigurationError."""
    from conformance.own import own_flows  # noqa: PLC0415 - loads every flow

    if _OWN not in config.stash:
        config.stash[_OWN] = own_flows(choices(config).flows)
    return config.stash[_OWN]
