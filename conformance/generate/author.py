"""Makes cases of one operation, and lets none through that isn't what it says.

Every source of cases passes here: what is valid is valid, safe and graded; what is invalid differs
from its control in one place, and violates the contract there and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from conformance.corpus import (
    CHAT,
    MEDIA_TYPE,
    RUN,
    SYNTAX,
    UNKNOWN,
    Case,
    Violation,
)
from conformance.generate.addresses import DOUBTFUL, is_clearly_none
from conformance.generate.grading import MUST, SHOULD, level_of_body, level_of_value
from conformance.generate.leniency import Absent, level_of_flaw
from conformance.generate.members import Form, Member, Role, form
from conformance.generate.safety import CLIENT, MARK, can_be_found, has_placeholder, is_safe
from conformance.generate.syntax import is_cut, is_json
from conformance.generate.unknown import fits_a_path
from conformance.operation import Operation
from conformance.outcome import Level
from conformance.violation import violations

LARGEST_BODY = 64 * 1024
"""Characters: far below the size at which a server may refuse a body for it."""


class Author:
    """Makes the cases of one operation; `name` is how flows call it."""

    def __init__(self, operation: Operation, name: str) -> None:
        self.operation = operation
        self.name = name

    @cached_property
    def form(self) -> Form | None:
        """The members of its body, or None where it takes none."""
        return form(self.operation)

    @property
    def is_readable(self) -> bool:
        """Whether it takes no body, or one that is an object with members."""
        return self.operation.request_schema is None or self.form is not None

    def valid(
        self, body: dict[str, Any], made_by: str, headers: Mapping[str, str] | None = None
    ) -> Case | None:
        """A valid case, or None where the body isn't valid."""
        level = self._level(body)
        if level is None:
            return None
        return Case("", self.name, level, made_by, body=body, path=self.path, headers=headers or {})

    def reading(
        self,
        made_by: str,
        *,
        headers: Mapping[str, str],
        escaped: tuple[int, ...] = (),
        level: Level = MUST,
    ) -> Case:
        """A valid case of an operation that takes no body."""
        return Case("", self.name, level, made_by, path=self.path, headers=headers, escaped=escaped)

    @property
    def path(self) -> dict[str, str]:
        """Our chat, where the path has a place for one."""
        return {"chat_id": CHAT} if "{chat_id}" in self.operation.path else {}

    def _level(self, body: dict[str, Any]) -> Level | None:
        validator = self.operation.request_validator
        if validator is None or not is_safe(body) or not can_be_found(body):
            return None
        if has_placeholder(without_marks(body)) or len(json.dumps(body)) > LARGEST_BODY:
            return None
        level = level_of_body(self.form, body)
        return level if level is not None and validator.is_valid(body) else None

    def flawed(self, control: Case, place: str, value: Any, made_by: str) -> Case | None:
        """The control with another value at a member's place, or without it (`ABSENT`)."""
        member = self.form.at(place) if self.form else None
        if member is None or member.name not in control.body:
            return None
        body = {key: item for key, item in control.body.items() if key != member.name}
        if not isinstance(value, Absent):
            body = {key: value if key == member.name else control.body[key] for key in control.body}
            if not is_safe(body) or level_of_value(value) is None:
                return None
        if not can_be_found(body):
            return None
        kind = self._kind(member, place, body)
        if kind is None:
            return None
        level = level_of_flaw(member, value)
        return self._invalid(control, place, kind, level, made_by, body=body)

    def _kind(self, member: Member, place: str, body: dict[str, Any]) -> str | None:
        """The keyword that is violated at this place, if nothing is violated elsewhere."""
        found = violations(self.operation, body)
        if not found and member.role is Role.ADDRESS and _no_address(body[member.name]):
            return "format"
        kinds = sorted({violation.kind for violation in found})
        if not kinds or {violation.place for violation in found} != {place}:
            return None
        return "type" if "type" in kinds else kinds[0]

    def no_object(self, control: Case, value: Any, made_by: str) -> Case | None:
        """The control's request with a body that is no object."""
        if isinstance(value, dict) or not is_safe(value) or level_of_value(value) is None:
            return None
        found = violations(self.operation, value)
        if {violation.place for violation in found} != {""}:
            return None
        return self._invalid(control, "", "type", MUST, made_by, body=value)

    def malformed(self, control: Case, raw: str, made_by: str) -> Case | None:
        """The control's request with a body that is no JSON."""
        if not is_safe(raw) or is_json(raw):
            return None
        level = MUST if is_cut(raw) else SHOULD
        return self._invalid(control, "", SYNTAX, level, made_by, body=None, raw=raw)

    def other_media_type(self, control: Case, value: str, made_by: str) -> Case | None:
        """The control's request under another `Content-Type`."""
        headers = {**control.headers, "Content-Type": value}
        place = "header:Content-Type"
        return self._invalid(control, place, MEDIA_TYPE, SHOULD, made_by, headers=headers)

    def stranger(self, control: Case, id_: str, made_by: str, level: Level = MUST) -> Case | None:
        """The control's request about a chat that nobody has."""
        if control.path:
            if not fits_a_path(id_):
                return None
            name = next(iter(control.path))
            path = {name: id_}
            place = f"path:{name}"
            return self._invalid(control, place, UNKNOWN, level, made_by, path=path)
        member = self.form.of(Role.CHAT) if self.form else None
        if member is None:
            return None
        body = {**control.body, member.name: id_}
        if violations(self.operation, body):
            return None
        return self._invalid(control, member.place, UNKNOWN, level, made_by, body=body)

    def _invalid(
        self, control: Case, place: str, kind: str, level: Level, made_by: str, **change: Any
    ) -> Case | None:
        wrong = Violation(place, kind)
        # What an unusual control is refused for may come before the flaw.
        if control.level is not MUST:
            return None
        return replace(control, level=level, made_by=made_by, violation=wrong, **change)


def _no_address(value: Any) -> bool:
    return isinstance(value, str) and (is_clearly_none(value) or value in DOUBTFUL)


def without_marks(body: dict[str, Any]) -> dict[str, Any]:
    """The body without the placeholders that stand where they ought to."""
    bare = {key: value for key, value in body.items() if value != CHAT}
    if str(bare.get("client_id", "")).startswith(CLIENT):
        bare["client_id"] = bare["client_id"].removeprefix(CLIENT)
    metadata = bare.get("metadata")
    if isinstance(metadata, dict) and metadata.get(MARK) == RUN:
        bare["metadata"] = {key: value for key, value in metadata.items() if key != MARK}
    return bare
