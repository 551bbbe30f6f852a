"""The order in which a failing value is made smaller."""

from __future__ import annotations

from collections.abc import Callable

from conformance.minimise.budget import Exhausted, Trials
from conformance.minimise.coarse import drop, shorten
from conformance.minimise.draws import Build, Candidate


def reduce(trials: Trials[Candidate], outline: Callable[[Candidate], Build[Candidate]]) -> None:
    """Leave the smallest failing candidate in `trials.best`.

    `outline` says of a failing candidate how smaller ones are made from it.
    """
    from conformance.minimise.shrinker import (  # noqa: PLC0415 - slow to import
        Unshrinkable,
        shrink,
    )

    try:
        before = None
        while before is not trials.best:
            before = trials.best
            for step in (drop, shorten, shrink):
                step(outline(trials.best), trials.fails)
    except (Exhausted, Unshrinkable):
        return
