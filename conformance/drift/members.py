"""Compares the members that two schemas name for an object."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from conformance.difference import ABSENT, escaped
from conformance.drift.comparing import Comparing, Scope, Way
from conformance.drift.differing import Change, Effect
from conformance.drift.form import Form, Schemas
from conformance.drift.reach import DEFAULT, WITHOUT
from conformance.drift.shape import Shapes

Descend = Callable[[Comparing, Scope, Schemas, Schemas, tuple[str, str]], None]
"""Compares the schemas of one member."""


def compare_members(
    comparing: Comparing, scope: Scope, ours: Form, theirs: Form, descend: Descend
) -> None:
    """Write down members that came, went or changed, and whether there may be others."""
    ours = _without_hidden(comparing.our_shapes, ours, scope.way)
    theirs = _without_hidden(comparing.their_shapes, theirs, scope.way)
    for name in dict.fromkeys([*ours.names, *theirs.names]):
        at = _pointer(ours, name), _pointer(theirs, name)
        if name not in theirs.names:
            _lost(comparing, scope, ours, theirs, name)
        elif name not in ours.names:
            _gained(comparing, scope, ours, theirs, name)
        else:
            _compare_need(comparing, scope, ours, theirs, name)
            schemas = ours.members.get(name, ()), theirs.members.get(name, ())
            _compare_default(comparing, scope.into(name), schemas, at)
            descend(comparing, scope.into(name), *schemas, at)
    _compare_others(comparing, scope, ours, theirs)
    others = f"{ours.pointer}/additionalProperties", f"{theirs.pointer}/additionalProperties"
    if not (ours.closed or theirs.closed):
        descend(comparing, scope.into("*"), ours.others, theirs.others, others)


def _without_hidden(shapes: Shapes, form: Form, way: Way) -> Form:
    """The form without the members that are never sent this way."""
    key = "readOnly" if way is Way.REQUEST else "writeOnly"
    hidden = {
        name
        for name, schemas in form.members.items()
        if (said := shapes.said(schemas, key)) and said.value is True
    }
    if not hidden:
        return form
    return replace(
        form,
        members={name: each for name, each in form.members.items() if name not in hidden},
        required={name: each for name, each in form.required.items() if name not in hidden},
    )


def _pointer(form: Form, name: str) -> str:
    if form.members.get(name):
        return form.members[name][0].pointer
    return form.required.get(name) or f"{form.pointer}/properties/{escaped(name)}"


def _lost(comparing: Comparing, scope: Scope, ours: Form, theirs: Form, name: str) -> None:
    effect = Effect.BREAKING
    if scope.way is Way.REQUEST:
        why = "A client sends it, and the document doesn't say that the server takes it."
        if not theirs.names and not theirs.closed:
            effect, why = Effect.WIDENING, "The document names no members: it takes any."
    elif name in ours.required:
        why = "A client may rely on it, and the document doesn't have it."
    elif name in scope.returned:
        why = "It comes back as it was sent where there is one; the document doesn't have it."
    else:
        effect = Effect.COSMETIC
        why = "The contract lets a server leave it out, so that no client may rely on it."
    _add(
        comparing, scope, "member", effect, Change.REMOVED, forms=(ours, theirs), name=name, why=why
    )


def _gained(comparing: Comparing, scope: Scope, ours: Form, theirs: Form, name: str) -> None:
    effect = Effect.WIDENING
    if scope.way is Way.REQUEST and name in theirs.required:
        effect = Effect.BREAKING
        why = "No client of the contract sends it, and the document requires it."
    elif scope.way is Way.REQUEST:
        why = "The document takes it too."
    elif ours.closed:
        effect = Effect.BREAKING
        why = "The contract allows no further members."
    else:
        why = "Answers are open: a client passes over what it doesn't know."
    _add(comparing, scope, "member", effect, Change.ADDED, forms=(ours, theirs), name=name, why=why)


def _compare_need(comparing: Comparing, scope: Scope, ours: Form, theirs: Form, name: str) -> None:
    one, other = name in ours.required, name in theirs.required
    if one == other:
        return
    if other and scope.way is Way.REQUEST:
        scope = replace(scope, aspect=WITHOUT)
    change = Change.ADDED if other else Change.REMOVED
    effect = scope.way.effect(Change.TIGHTENED if other else Change.LOOSENED)
    why = {
        (Way.REQUEST, True): "A client may leave it out, and the document requires it.",
        (Way.REQUEST, False): "The document lets a client leave it out.",
        (Way.ANSWER, True): "The document promises that it always comes.",
        (Way.ANSWER, False): "A client may rely on it, and the document lets it be left out.",
    }[scope.way, other]
    at = (
        ours.required.get(name, f"{ours.pointer}/required"),
        theirs.required.get(name, f"{theirs.pointer}/required"),
    )
    comparing.add(
        effect,
        f"{scope.way}-required",
        change,
        scope,
        at=at,
        said=(one, other),
        why=why,
        member=name,
    )


def _compare_default(
    comparing: Comparing, scope: Scope, schemas: tuple[Schemas, Schemas], at: tuple[str, str]
) -> None:
    """What a request that leaves it out means; of an answer it says nothing."""
    one = comparing.our_shapes.said(schemas[0], "default")
    other = comparing.their_shapes.said(schemas[1], "default")
    before, after = (None if said is None else said.value for said in (one, other))
    # A default of null says no more than none.
    if before == after and type(before) is type(after):
        return
    at = one.pointer if one else f"{at[0]}/default", other.pointer if other else f"{at[1]}/default"
    said = (ABSENT if before is None else before, ABSENT if after is None else after)
    if scope.way is Way.ANSWER:
        effect, why = Effect.COSMETIC, "An answer says what it is about."
    elif before is None:
        effect, why = Effect.WIDENING, "The document says what a request without it means."
        scope = replace(scope, reach="")
    else:
        effect, scope = Effect.BREAKING, replace(scope, aspect=DEFAULT)
        why = "To leave it out doesn't mean any more what it means in the contract."
    change = Change.CHANGED
    if before is None or after is None:
        change = Change.ADDED if before is None else Change.REMOVED
    comparing.add(effect, f"{scope.way}-default", change, scope, at=at, said=said, why=why)


def _compare_others(comparing: Comparing, scope: Scope, ours: Form, theirs: Form) -> None:
    if bool(ours.closed) == bool(theirs.closed):
        return
    change = Change.TIGHTENED if theirs.closed else Change.LOOSENED
    why = {
        (Way.REQUEST, True): "A client may send further members, and the document refuses them.",
        (Way.REQUEST, False): "The document takes further members.",
        (Way.ANSWER, True): "The document promises that no further members come.",
        (Way.ANSWER, False): "Further members may come, which the contract rules out.",
    }[scope.way, bool(theirs.closed)]
    at = (
        ours.closed or f"{ours.pointer}/additionalProperties",
        theirs.closed or f"{theirs.pointer}/additionalProperties",
    )
    said = (not ours.closed, not theirs.closed)
    comparing.add(
        scope.way.effect(change), f"{scope.way}-others", change, scope, at=at, said=said, why=why
    )


def _add(
    comparing: Comparing,
    scope: Scope,
    topic: str,
    effect: Effect,
    change: Change,
    *,
    forms: tuple[Form, Form],
    name: str,
    why: str,
) -> None:
    said = [
        next((place.value for place in form.members.get(name, ())), True)
        if name in form.names
        else ABSENT
        for form in forms
    ]
    at = _pointer(forms[0], name), _pointer(forms[1], name)
    comparing.add(
        effect,
        f"{scope.way}-{topic}",
        change,
        scope,
        at=at,
        said=(said[0], said[1]),
        why=why,
        member=name,
    )
