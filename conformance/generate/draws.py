"""Draws from Hypothesis' strategies, the same ones for one seed, whatever else is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

Drawn = TypeVar("Drawn")


def drawn(strategy: st.SearchStrategy[Drawn], count: int, number: int) -> list[Drawn]:
    """At most `count` values of a strategy, for one seed `number` always the same."""
    values: list[Drawn] = []

    @seed(number)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(value: Drawn) -> None:
        values.append(value)

    # Not every operation can be violated in every way.
    with _no_constants_of_ours(), suppress(Unsatisfiable):
        keep()
    return values[:count]


@contextmanager
def _no_constants_of_ours() -> Iterator[None]:
    """Hypothesis likes to draw the constants of the modules that call it.

    What is drawn would hang on the text of our own code, and on where it is installed.
    """
    before = providers._get_local_constants
    providers._get_local_constants = Constants
    providers.CONSTANTS_CACHE.cache.clear()
    try:
        yield
    finally:
        providers._get_local_constants = before
        providers.CONSTANTS_CACHE.cache.clear()
