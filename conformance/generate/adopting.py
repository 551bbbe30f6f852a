"""Bodies that a general tool made: made safe, graded, and given a control if invalid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from conformance.corpus import CHAT, RUN, Case, Group
from conformance.generate.addresses import ORDINARY, is_clearly_none
from conformance.generate.author import Author
from conformance.generate.leniency import ABSENT
from conformance.generate.members import Member, Role
from conformance.generate.safety import CLIENT, MARK
from conformance.violation import violations


def adopted_valid(author: Author, bodies: Iterable[Any], made_by: str) -> Iterator[Case]:
    """A case for each body, all of which are valid as far as their maker knows."""
    known = {member.name: member for member in _members(author)}
    for turn, body in enumerate(bodies):
        if isinstance(body, dict):
            safe = _safe(author, _only(body, known), ORDINARY[turn % len(ORDINARY)])
            if (case := author.valid(safe, made_by)) is not None:
                yield case


def adopted(author: Author, bodies: Iterable[Any], made_by: str) -> Iterator[Group]:
    """A group for each body that is valid, or invalid in exactly one place.

    Only what is understood of the schema can be looked at, so nothing else is kept of a body.
    """
    if author.form is None or not author.form.read:
        return
    for turn, body in enumerate(bodies):
        group = _adopted(author, body, made_by, turn)
        if group is not None:
            yield group


def _adopted(author: Author, body: Any, made_by: str, turn: int) -> Group | None:
    address = ORDINARY[turn % len(ORDINARY)]
    if not isinstance(body, dict):
        plain = {m.name: _plain(m, address) for m in _members(author) if m.required}
        valid = author.valid(_fresh(author, _safe(author, plain, address), turn), made_by)
        invalid = valid and author.no_object(valid, body, made_by)
        return Group(valid, (invalid,)) if valid and invalid else None
    wrong = _wrong(author, body)
    known = {member.name: member for member in author.form.given} if author.form else {}
    if not wrong:
        valid = author.valid(_safe(author, _only(body, known), address), made_by)
        return Group(valid) if valid else None
    if len(wrong) > 1 or (name := wrong.pop()) not in known:
        return None
    mended = _in_order(author, {**_only(body, known), name: _plain(known[name], address)})
    valid = author.valid(_fresh(author, _safe(author, mended, address), turn), made_by)
    if valid is None:
        return None
    value = body.get(name, ABSENT)
    invalid = author.flawed(valid, known[name].place, value, made_by)
    return Group(valid, (invalid,)) if invalid else None


def _members(author: Author) -> tuple[Member, ...]:
    return author.form.members if author.form else ()


def _wrong(author: Author, body: dict[str, Any]) -> set[str]:
    """The members that violate the schema, and addresses that are clearly none."""
    places = [found.place for found in violations(author.operation, body)]
    wrong = {place.split("/")[1] if place else "" for place in places}
    for member in _members(author):
        value = body.get(member.name)
        if member.role is Role.ADDRESS and isinstance(value, str) and is_clearly_none(value):
            wrong.add(member.name)
    return wrong


def _only(body: dict[str, Any], known: dict[str, Member]) -> dict[str, Any]:
    """The body without members that nobody documented."""
    return {name: value for name, value in body.items() if name in known}


def _in_order(author: Author, body: dict[str, Any]) -> dict[str, Any]:
    return {member.name: body[member.name] for member in _members(author) if member.name in body}


def _fresh(author: Author, body: dict[str, Any], turn: int) -> dict[str, Any]:
    """The body with texts that differ from those of other turns, so that no two are alike."""
    texts = {m.name for m in _members(author) if m.role in (Role.TEXT, Role.CLIENT)}
    return {
        name: f"{value} {turn}" if name in texts and isinstance(value, str) else value
        for name, value in body.items()
    }


def _plain(member: Member, address: str) -> Any:
    match member.role:
        case Role.ADDRESS:
            return address
        case Role.CHOICE:
            return member.options[0]
        case Role.FLAG:
            return True
        case Role.FACTS:
            return {"form_type": "lead_capture"}
    return "text"


def _safe(author: Author, body: dict[str, Any], address: str) -> dict[str, Any]:
    """The body about our own chat, with our own client, and an address that is reserved."""
    safe = dict(body)
    for member in _members(author):
        value = safe.get(member.name)
        match member.role, value:
            case Role.CHAT, str():
                safe[member.name] = CHAT
            case Role.CLIENT, str():
                safe[member.name] = CLIENT + value
            case Role.ADDRESS, str():
                safe[member.name] = address
            case Role.FACTS, dict() if value and author.form and author.form.of(Role.CLIENT):
                safe[member.name] = {MARK: RUN, **value}
    return safe
