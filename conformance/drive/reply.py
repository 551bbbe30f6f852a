"""What came of a call, for the calls that build on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.exchange import Exchange, header
from conformance.ratelimit import retry_after
from conformance.same import parse

SHORTEST_WAIT = 0.05
"""Seconds: an answer that asks for no wait at all gets a short one."""


LONGEST_VALUE = 2000
"""Characters of an id. What is longer fits into no address, and would be sent with every call."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Stands for a value that the target should have given and didn't; `reason` says why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a call, for what the next call builds on."""

    exchange: Exchange

    def value(self, name: str) -> Any:
        """A member of a successful answer's object, or Missing."""
        exchange = self.exchange
        step = exchange.step.replace("_", " ")
        if exchange.response is None:
            return Missing(f'the step "{step}" before it got no answer')
        if not 200 <= exchange.response.status < 300:
            return Missing(f'the step "{step}" before it was answered {exchange.response.status}')
        try:
            value = parse(exchange.response.body)[name]
        except (ValueError, KeyError, TypeError, IndexError):
            value = None
        if not isinstance(value, str) or not value:
            return Missing(f'the answer to the step "{step}" before it has no {name}')
        if len(value) > LONGEST_VALUE or not _is_text(value):
            return Missing(f'the {name} in the answer to the step "{step}" can\'t be sent back')
        return value

    def header(self, name: str) -> str | None:
        response = self.exchange.response
        return header(response.headers, name) if response else None

    @property
    def wait(self) -> float:
        """The seconds that an answer asks to wait; 1 where it doesn't say."""
        seconds = retry_after(self.header("Retry-After"), self.header("Date"))
        return 1.0 if seconds is None else seconds


def _is_text(value: str) -> bool:
    """Whether UTF-8 can hold it: JSON can escape halves of characters."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def missing_in(value: Any) -> Iterator[Missing]:
    """Every Missing in a value, at any depth."""
    if isinstance(value, Missing):
        yield value
    elif isinstance(value, dict):
        yield from missing_in(list(value.values()))
    elif isinstance(value, list):
        for item in value:
            yield from missing_in(item)
