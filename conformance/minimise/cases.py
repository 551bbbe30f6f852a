"""A failing case, made as small as it gets."""

from __future__ import annotations

import time
from collections.abc import Callable

from conformance.corpus import Group, written
from conformance.minimise.budget import Budget, Clock, Question, Trials
from conformance.minimise.fidelity import Fidelity
from conformance.minimise.outline import outline
from conformance.minimise.rounds import reduce
from conformance.minimise.values import PLAIN, magnitudes
from conformance.operation import Operation


def minimise(
    group: Group,
    operation: Operation,
    fails: Callable[[Group], bool],
    budget: Budget,
    clock: Clock = time.monotonic,
) -> Group:
    """The smallest failing group found: a valid case alone, or an invalid one with its control.

    `fails` sends the cases of a group, one request each, and says whether they fail as the
    original did; it may raise Exhausted. What is sent is always of the original's kind.
    """
    question: Question[Group] = Question(
        fails=fails,
        lawful=Fidelity(group, operation).keeps,
        cost=lambda candidate: 1 + len(candidate.invalid),
        identity=_text,
        size=_size,
    )
    trials = Trials(group, question, budget, clock)
    reduce(trials, lambda failing: outline(failing, operation))
    return trials.best


def _text(group: Group) -> str:
    return "\n".join(map(written, (group.valid, *group.invalid)))


def _size(group: Group) -> tuple[int, float, int, int, str]:
    """Shorter is smaller; then lower numbers are, fewer different characters, and plainer ones."""
    text = _text(group)
    magnitude = sum(sum(magnitudes(case.body)) for case in (group.valid, *group.invalid))
    return len(text), magnitude, len(set(text)), len(text) - text.count(PLAIN), text
