"""How a smaller group of cases is made from a failing one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from conformance.corpus import Group
from conformance.minimise.draws import Build, Draws
from conformance.minimise.flaw import Flaw
from conformance.minimise.values import Values
from conformance.operation import Operation

Part = TypeVar("Part")


def outline(group: Group, operation: Operation) -> Build[Group]:
    """Makes smaller groups: what the cases have in common is drawn once, so it stays common."""
    valid = group.valid
    flaws = [Flaw(valid, invalid, operation) for invalid in group.invalid]
    values = Values(operation.document, [flaw.path for flaw in flaws if flaw.path is not None])

    def build(draws: Draws) -> Group:
        smaller = replace(
            valid,
            body=values.draw(draws, valid.body, operation.request_form),
            headers=dict(_some(draws, valid.headers.items())),
            escaped=tuple(_some(draws, valid.escaped)),
        )
        return Group(smaller, tuple(flaw.put_into(smaller, draws) for flaw in flaws))

    return build


def _some(draws: Draws, parts: Iterable[Part]) -> list[Part]:
    kept = []
    for one in parts:
        with draws.part() as stays:
            if stays:
                kept.append(one)
    return kept
