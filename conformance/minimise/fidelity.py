"""What a smaller group must keep of the original, so that it shows the same fault.

A candidate that fails for another reason, such as a blank text that a server may lawfully refuse,
would be a finding that isn't true.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from conformance.corpus import MEDIA_TYPE, UNKNOWN, Case, Group
from conformance.minimise.address import checker, flaws, strangers
from conformance.minimise.flaw import Flaw
from conformance.minimise.place import at
from conformance.minimise.values import PLACEHOLDER, enumeration, texts
from conformance.operation import Operation
from conformance.same import parse

PLAIN_ID = re.compile(r"[A-Za-z0-9_-]+")
ODD_KEYS = ("__proto__", "constructor", "prototype")
BOOLEAN_LIKE = frozenset(("true", "false", "yes", "no", "on", "off", "y", "n", "t", "f", "1", "0"))
"""Texts that a lax server may take for a boolean."""


class Fidelity:
    """What candidates are measured by."""

    def __init__(self, group: Group, operation: Operation) -> None:
        known = frozenset(text for text in texts(group.valid.body) if "@" in text)
        validator = operation.request_validator
        self._validator = validator and validator.evolve(format_checker=checker(known))
        self._allowed = frozenset(_remarkable(group))
        self._traits = [self._of_case(case) for case in _cases(group)]
        self._flaws = [(Flaw(group.valid, case, operation), case) for case in group.invalid]

    def keeps(self, candidate: Group) -> bool:
        """Whether a candidate is of the original's kind."""
        if not self._allowed.issuperset(_remarkable(candidate)):
            return False
        if [self._of_case(case) for case in _cases(candidate)] != self._traits:
            return False
        return all(
            _same_flaw(flaw, before, now)
            for (flaw, before), now in zip(self._flaws, candidate.invalid, strict=True)
        )

    def _of_case(self, case: Case) -> Hashable:
        """What is the same of the original's case and of a candidate's."""
        placeholders = Counter(PLACEHOLDER.findall(_request(case)))
        violations: frozenset[Hashable] = frozenset()
        if self._validator is not None and case.raw is None:
            violations = frozenset(
                (tuple(problem.absolute_path), str(problem.validator), _detail(problem))
                for problem in self._validator.iter_errors(case.body)
            )
        broken = None if case.raw is None else _brokenness(case.raw)
        return frozenset(placeholders.items()), violations, broken


def _detail(problem: Any) -> Hashable:
    return flaws(problem.instance) if problem.validator == "format" else None


def _cases(group: Group) -> tuple[Case, ...]:
    return (group.valid, *group.invalid)


def _request(case: Case) -> str:
    sent = [case.body, case.raw, dict(case.path), dict(case.headers)]
    return json.dumps(sent, ensure_ascii=False)


def _remarkable(group: Group) -> Iterable[str]:
    """Texts that a lawful server may treat in its own way, and what could be somebody's."""
    for case in _cases(group):
        parts = [case.body, case.raw, dict(case.path), dict(case.headers)]
        for text in texts(parts):
            yield from strangers(text)
            if not text.strip() or text in ODD_KEYS:
                yield text
        yield from (key for key in _keys(case.body) if key.startswith("$") or "." in key)


def _keys(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


def _brokenness(raw: str) -> tuple[bool, bool, bool]:
    """Whether it isn't UTF-8, whether it isn't JSON for another reason, whether it is blank."""
    data = raw.encode("utf-8", "surrogateescape")
    clean = data.decode("utf-8", "replace")
    otherwise = False
    try:
        parse(clean.encode("utf-8"))
    except ValueError:
        otherwise = True
    return clean != raw, otherwise, not raw.strip()


def _same_flaw(flaw: Flaw, before: Case, now: Case) -> bool:
    """Whether a smaller flaw is still as clear as the original."""
    kind = before.violation.kind if before.violation else ""
    if kind == MEDIA_TYPE:
        return _declares_json(now) == _declares_json(before)
    if kind == UNKNOWN:
        return _ids(flaw, now) == _ids(flaw, before)
    if flaw.path is None:
        return True
    clarity = [_clarity(at(case.body, flaw.path), flaw.schema) for case in (before, now)]
    return clarity[0] == clarity[1]


def _declares_json(case: Case) -> list[bool]:
    return [
        value.partition(";")[0].strip().casefold().endswith("json")
        for value in case.headers.values()
    ]


def _ids(flaw: Flaw, case: Case) -> list[Hashable]:
    ids = list(case.path.values()) if flaw.path is None else [at(case.body, flaw.path)]
    return [_unlikeliness(text) for text in ids]


def _unlikeliness(text: str) -> Hashable:
    """What makes an id one that no chat has."""
    if text.startswith("conformance-unknown-") or PLACEHOLDER.search(text):
        return "ours"
    if text in ("", ".", ".."):
        return text
    if PLAIN_ID.fullmatch(text):
        return "long" if len(text) > 16 else text
    return "odd"


def _clarity(value: Any, schema: Mapping[str, Any]) -> Hashable:
    """Whether a lax server could take a wrong value for a right one.

    Some take an empty array for an object, `yes` for true, or another spelling for the same.
    """
    if isinstance(value, dict | list):
        return bool(value)
    if isinstance(value, str):
        spelling = value.strip().casefold()
        right = {one.casefold() for one in enumeration(schema)}
        return spelling in right, schema.get("type") == "boolean" and spelling in BOOLEAN_LIKE
    return None
