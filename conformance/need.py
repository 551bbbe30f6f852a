"""What a check needs before it can judge: read from its parameters' names and annotations."""

from __future__ import annotations

import typing
from dataclasses import dataclass
from typing import Annotated, Any

from conformance.evidence import Demand


@dataclass(frozen=True, slots=True)
class Need:
    """What a parameter of a check asks for: a step, once or repeated, and its demand."""

    step: str
    demand: Demand
    many: bool


def need_of(name: str, hint: Any) -> Need:
    """What a parameter asks for; `hint` is its annotation.

    Raises TypeError where it demands nothing.
    """
    many = typing.get_origin(hint) is list
    inner = typing.get_args(hint)[0] if many else hint
    parts = typing.get_args(inner) if typing.get_origin(inner) is Annotated else ()
    demand = next((part for part in parts if isinstance(part, Demand)), None)
    if demand is None:
        raise TypeError(f"The parameter {name} of a check doesn't say what it demands.")
    return Need(name, demand, many)
