"""Compares two schemas by what they allow, and by what they say to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conformance.difference import ABSENT
from conformance.drift.bounds import Said
from conformance.drift.comparing import Comparing, Scope, Tried, Way
from conformance.drift.differing import Change, Effect
from conformance.drift.document import Place
from conformance.drift.form import TYPES, Form, Schemas
from conformance.drift.limits import compare_limits, compare_values, compare_whole
from conformance.drift.members import compare_members

DEEPEST = 40
"""Levels of members and items; what is below is taken to be alike."""

WORDS = ("title", "description", "deprecated", "example", "examples", "externalDocs", "$comment")
"""What schemas say to people."""

Pointers = tuple[str, str]
"""Where two schemas stand, or would stand."""


def compare_schemas(
    comparing: Comparing, scope: Scope, ours: Schemas, theirs: Schemas, at: Pointers
) -> None:
    """Write down every difference between two schemas, of which none allows anything.

    Raises DriftError where a document has no end.
    """
    # A schema that contains itself is what it was the level before.
    one, other = (schemas[0].identity if schemas else "" for schemas in (ours, theirs))
    pair = scope.way, one, other
    if (not ours and not theirs) or pair in comparing.under_way or len(scope.path) > DEEPEST:
        return
    comparing.step()
    comparing.under_way.add(pair)
    try:
        _compare_types(comparing, scope, ours, theirs, at)
        _compare_words(comparing, scope, ours, theirs, at)
    finally:
        comparing.under_way.discard(pair)


def _compare_types(
    comparing: Comparing, scope: Scope, ours: Schemas, theirs: Schemas, at: Pointers
) -> None:
    one, other = comparing.our_shapes.of(ours, at[0]), comparing.their_shapes.of(theirs, at[1])
    lost = [type_ for type_ in TYPES if one[type_] and not other[type_]]
    gained = [type_ for type_ in TYPES if other[type_] and not one[type_]]
    if lost or gained:
        change = Change.LOOSENED if gained else Change.TIGHTENED
        if lost and gained:
            change = Change.CHANGED
        said = [[type_ for type_ in TYPES if shape[type_]] for shape in (one, other)]
        comparing.add(
            scope.way.effect(change),
            f"{scope.way}-type",
            change,
            scope,
            at=at,
            said=(said[0], said[1]),
            why=_why(scope.way, lost, gained),
        )
    for type_ in TYPES:
        if one[type_] and other[type_]:
            _compare_alternatives(comparing, scope, one[type_], other[type_])


def _why(way: Way, lost: Sequence[str], gained: Sequence[str]) -> str:
    if way is Way.REQUEST and lost:
        return f"A client may send {_or(lost)} here, which the document doesn't take."
    if way is Way.REQUEST:
        return f"The document takes {_or(gained)} too."
    if gained:
        return f"A client may get {_or(gained)} here, which the contract rules out."
    return f"The document promises never to answer {_or(lost)} here."


def _or(names: Sequence[str]) -> str:
    return " or ".join(name if name == "null" else f"a value of type {name}" for name in names)


def _compare_alternatives(
    comparing: Comparing, scope: Scope, ours: Sequence[Form], theirs: Sequence[Form]
) -> None:
    """Each form that may be sent must be covered by one that is read.

    Where none does, it is told what is wrong with the nearest.
    """
    if len(ours) == len(theirs) == 1:
        _compare_forms(comparing, scope, ours[0], theirs[0])
        return
    request = scope.way is Way.REQUEST
    sent, read = (ours, theirs) if request else (theirs, ours)
    used = set()
    for form in sent:
        pairs = [(form, other) if request else (other, form) for other in read]
        tried = [_tried(comparing, scope, *pair) for pair in pairs]
        nearest = min(range(len(pairs)), key=lambda i: tried[i].breaking)
        if tried[nearest].breaking:
            with comparing.trial() as found:
                _compare_forms(comparing, scope, *pairs[nearest])
            comparing.found += [one for one in found if one.effect is Effect.BREAKING]
        used |= {i for i, one in enumerate(tried) if one.used_up}
    unused = [form for i, form in enumerate(read) if i not in used]
    if unused:
        _add_unused(comparing, scope, unused, ours, theirs)


def _tried(comparing: Comparing, scope: Scope, one: Form, other: Form) -> Tried:
    key = id(one), id(other), replace(scope, operation="", subject="", reach="", path=())
    if key not in comparing.tried:
        with comparing.trial() as found:
            _compare_forms(comparing, scope, one, other)
        effects = [difference.effect for difference in found]
        changed = any(
            difference.change is Change.CHANGED and difference.effect is Effect.BREAKING
            for difference in found
        )
        used_up = Effect.WIDENING not in effects and not changed
        comparing.tried[key] = Tried(effects.count(Effect.BREAKING), used_up)
    return comparing.tried[key]


def _add_unused(
    comparing: Comparing,
    scope: Scope,
    unused: Sequence[Form],
    ours: Sequence[Form],
    theirs: Sequence[Form],
) -> None:
    """Forms that are read and never sent are no trouble."""
    if scope.way is Way.REQUEST:
        change, why = Change.LOOSENED, "The document takes it in other forms too."
        at = ours[0].pointer, unused[0].pointer
    else:
        change, why = Change.TIGHTENED, "The document promises to use fewer forms."
        at = unused[0].pointer, theirs[0].pointer
    topic = f"{scope.way}-alternatives"
    said = _number(ours), _number(theirs)
    comparing.add(Effect.WIDENING, topic, change, scope, at=at, said=said, why=why)


def _number(forms: Sequence[Form]) -> str:
    return "1 form" if len(forms) == 1 else f"{len(forms)} forms"


def _compare_forms(comparing: Comparing, scope: Scope, ours: Form, theirs: Form) -> None:
    compare_limits(comparing, scope, ours, theirs)
    compare_values(comparing, scope, ours, theirs)
    compare_whole(comparing, scope, ours, theirs)
    items = f"{ours.pointer}/items", f"{theirs.pointer}/items"
    compare_schemas(comparing, scope.into("*"), ours.items, theirs.items, items)
    compare_members(comparing, scope, ours, theirs, compare_schemas)


def _compare_words(
    comparing: Comparing, scope: Scope, ours: Schemas, theirs: Schemas, at: Pointers
) -> None:
    for key in WORDS:
        one = _place(comparing.our_shapes.said(ours, key), at[0], key)
        other = _place(comparing.their_shapes.said(theirs, key), at[1], key)
        comparing.cosmetic(f"words-{key.strip('$')}", scope, one, other, "It is for people.")


def _place(said: Said | None, pointer: str, key: str) -> Place:
    return Place(f"{pointer}/{key}", ABSENT) if said is None else Place(said.pointer, said.value)
