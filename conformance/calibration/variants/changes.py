"""Ways to put a change in front of a server, by the kind of answer that it changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.calibration.rewriting import Answer, Rewriting
from conformance.calibration.variants.variant import Wrap

Change = Callable[[Answer], None]


def answers(change: Change) -> Wrap:
    """Changes every answer."""
    return lambda app: Rewriting(app, answer=change)


def objects(change: Callable[[dict[str, Any]], None]) -> Wrap:
    """Changes every object of a success: the answer itself, or the elements of a list."""

    def changed(answer: Answer) -> None:
        if answer.status != 200 or not answer.has_json:
            return
        value = answer.json
        for one in value if isinstance(value, list) else [value]:
            change(one)
        answer.json = value

    return answers(changed)


def refusals(change: Change, *statuses: int) -> Wrap:
    """Changes every refusal, or those of some statuses."""

    def changed(answer: Answer) -> None:
        if 400 <= answer.status < 500 and (not statuses or answer.status in statuses):
            change(answer)

    return answers(changed)


def status(old: int, new: int) -> Wrap:
    """Answers `new` wherever the reference server answers `old`."""

    def changed(answer: Answer) -> None:
        answer.status = new if answer.status == old else answer.status

    return answers(changed)


def header(name: str, value: str | None) -> Wrap:
    """Sends a header with every answer, or with None never."""
    return answers(lambda answer: answer.set(name, value))
