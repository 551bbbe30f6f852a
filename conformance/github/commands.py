"""Workflow commands, by which a step's output speaks to the runner of GitHub Actions."""

from __future__ import annotations

from collections.abc import Mapping

ACTIVE = "GITHUB_ACTIONS"


def active(environment: Mapping[str, str]) -> bool:
    """Whether a runner of GitHub Actions reads what is printed."""
    return environment.get(ACTIVE) == "true"


def command(name: str, text: str, properties: Mapping[str, str]) -> str:
    """A command as one line. Nothing in its text or properties can end it or begin another."""
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name}{' ' if given else ''}{given}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
