"""Disputes: what somebody says against a requirement, shown beside its outcome.

An overlay and nothing more: no outcome and no verdict changes by it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from conformance import catalogue
from conformance.reports.text import visible

FILE = "disputes.toml"
TABLE = "dispute"


class RegisterError(Exception):
    """A register that can't be read as it is: says which file, what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """Who disputes which requirement, since when, and why."""

    requirement: str
    owner: str
    date: date
    text: str


KINDS: dict[str, tuple[type[Any], str]] = {
    "requirement": (str, "a requirement's id"),
    "owner": (str, "a name"),
    "date": (date, "a date such as 2026-11-26, without quotes"),
    "text": (str, "a text"),
}


def read_disputes(directory: Path) -> tuple[Dispute, ...]:
    """The disputes about an implementation, none where there is no file. Raises RegisterError."""
    path = directory / FILE
    name = visible(str(path))
    try:
        value = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise RegisterError(f"{name} can't be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RegisterError(f"{name} is not valid TOML: {visible(str(error))}.") from None
    found = value.pop(TABLE, [])
    if value or not isinstance(found, list):
        raise RegisterError(f"{name} may hold tables [[{TABLE}]] and nothing else; correct it.")
    return tuple(_dispute(one, f"{name}, dispute {place}") for place, one in enumerate(found, 1))


def _dispute(value: Any, where: str) -> Dispute:
    if not isinstance(value, dict) or set(value) != set(KINDS):
        raise RegisterError(f"{where} must have {', '.join(KINDS)}, and nothing else.")
    for key, (kind, words) in KINDS.items():
        # Not isinstance: a TOML date with a time is a date to Python.
        if type(value[key]) is not kind or not value[key]:
            raise RegisterError(f"{where}: {key} must be {words}.")
    try:
        id_ = catalogue.find(value["requirement"]).id
    except catalogue.SelectionError as error:
        raise RegisterError(f"{where}: {visible(str(error))}") from None
    return Dispute(id_, value["owner"], value["date"], value["text"])
