"""Compares what two schemas say of values of one type: limits, lists of values, and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from conformance.difference import ABSENT, differences
from conformance.drift.bounds import WORDS, Said, compared, shown
from conformance.drift.comparing import Comparing, Scope, Way
from conformance.drift.differing import Change
from conformance.drift.form import Form

REASONS = {
    (Way.REQUEST, Change.TIGHTENED): "A client may send what the document doesn't take: {}.",
    (Way.REQUEST, Change.LOOSENED): "The document takes more: {}.",
    (Way.REQUEST, Change.CHANGED): (
        "It isn't known that the document takes all that a client may send: {}."
    ),
    (Way.ANSWER, Change.LOOSENED): "A client may get what the contract rules out: {}.",
    (Way.ANSWER, Change.TIGHTENED): "The document promises more: {}.",
    (Way.ANSWER, Change.CHANGED): (
        "It isn't known that the contract allows all that a client may get: {}."
    ),
}
"""Why, by who sends it and what became of it; the words are about what."""


def compare_limits(comparing: Comparing, scope: Scope, ours: Form, theirs: Form) -> None:
    """Write down limits that are set, lifted or moved."""
    for name in dict.fromkeys([*ours.limits, *theirs.limits]):
        one, other = ours.limits.get(name), theirs.limits.get(name)
        more, less = compared(name, one and one.value, other and other.value)
        if (one and other and one.value == other.value) or not (more or less):
            continue
        change = Change.LOOSENED if more else Change.TIGHTENED
        _add(
            comparing,
            scope,
            (name, WORDS[name]),
            Change.CHANGED if more and less else change,
            at=(_pointer(one, ours, name), _pointer(other, theirs, name)),
            said=(_shown(name, one), _shown(name, other)),
        )


def compare_values(comparing: Comparing, scope: Scope, ours: Form, theirs: Form) -> None:
    """Write down values that are no longer among the only ones, or that are new there."""
    one, other = ours.values, theirs.values
    if one is None and other is None:
        return
    at = _first(one, ours), _first(other, theirs)
    said = _list(one), _list(other)
    if one is None or other is None:
        change = Change.TIGHTENED if one is None else Change.LOOSENED
        _add(comparing, scope, ("values", "the only values"), change, at=at, said=said)
        return
    for change, texts in (
        (Change.TIGHTENED, [text for text in one if text not in other]),
        (Change.LOOSENED, [text for text in other if text not in one]),
    ):
        if texts:
            words = f"the value {texts[0]}" if len(texts) == 1 else f"{len(texts)} values"
            _add(comparing, scope, ("values", words), change, at=at, said=said)


def compare_whole(comparing: Comparing, scope: Scope, ours: Form, theirs: Form) -> None:
    """Write down differences in what is not understood further."""
    for name in dict.fromkeys([*ours.whole, *theirs.whole]):
        one, other = ours.whole.get(name), theirs.whole.get(name)
        if one and other and not differences(one.value, other.value):
            continue
        change = Change.CHANGED
        if one is None or other is None:
            change = Change.TIGHTENED if one is None else Change.LOOSENED
        _add(
            comparing,
            scope,
            (name, f"`{name}` is compared as it is written"),
            change,
            at=(_pointer(one, ours, name), _pointer(other, theirs, name)),
            said=(_shown("", one), _shown("", other)),
        )


def _add(
    comparing: Comparing,
    scope: Scope,
    about: tuple[str, str],
    change: Change,
    *,
    at: tuple[str, str],
    said: tuple[object, object],
) -> None:
    topic, words = about
    why = REASONS[scope.way, change].format(words)
    effect = scope.way.effect(change)
    comparing.add(effect, f"{scope.way}-{topic}", change, scope, at=at, said=said, why=why)


def _pointer(said: Said | None, form: Form, name: str) -> str:
    return f"{form.pointer}/{name}" if said is None else said.pointer


def _shown(name: str, said: Said | None) -> object:
    return ABSENT if said is None else shown(name, said)


def _first(values: Mapping[str, str] | None, form: Form) -> str:
    """The list that holds the values, or where it would stand."""
    pointer = next(iter(values.values()), "") if values else ""
    if not pointer:
        return f"{form.pointer}/enum"
    return pointer if pointer.endswith("/const") else pointer.rpartition("/")[0]


def _list(values: Iterable[str] | None) -> object:
    return ABSENT if values is None else list(values)
