"""Generated cases: what is sent, what it intends, and how they are kept as JSON Lines.

A case is made ahead, from the spec alone. What only a live run knows stands in it as a placeholder.
A group is a valid case with the invalid ones whose control it is: they differ from it in one place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from conformance.outcome import Level
from conformance.resources import CORPUS

FILES: Mapping[str, str] = {
    "new-chat": "new-chat",
    "new-message": "new-message",
    "email-handoff": "email-handoff",
    "messages": "{chat_id}/messages",
    "agent": "external/agent",
    "agent-v2": "agent/v2",
}
"""The frozen files and the operations whose cases they hold."""

CHAT = "{chat}"
"""A chat that this run has opened."""

UNKNOWN_CHAT = "{unknown-chat}"
"""The id of a chat that there isn't, of the same form as those that there are."""

RUN = "{run}"
"""The run's id, so that an operator can find what it left behind."""

FRESH = "x-"
"""How the ids of cases begin that are made for one run, and those of no frozen ones."""

UNKNOWN, SYNTAX, MEDIA_TYPE = "unknown", "syntax", "media-type"
"""Kinds of violation that no keyword of a schema stands for: an unknown chat, no JSON, and a
`Content-Type` that says something else."""

STEPS: Mapping[tuple[bool, bool, bool], str] = {
    (False, False, True): "valid",
    (False, False, False): "unusual",
    (True, True, True): "unknown_chat",
    (True, True, False): "impossible_chat",
    (True, False, True): "flawed",
    (True, False, False): "doubtful",
}
"""The steps as which cases are sent: whether one is invalid, for an unknown chat, and surely so."""


@dataclass(frozen=True, slots=True)
class Violation:
    """The one thing that is wrong with an invalid case.

    `place` is a JSON pointer into the body, `path:NAME` for a parameter of the path, or
    `header:NAME`. `kind` is the keyword of the schema that is violated, or one of those above.
    """

    place: str
    kind: str


@dataclass(frozen=True, slots=True)
class Case:
    """One request. `operation` goes by the name that flows use, such as `new-message`.

    `body` is sent as JSON, unless `raw` is given, which is sent as it is (UTF-8; a lone surrogate
    from U+DC80 to U+DCFF is one byte that isn't). `path` fills the path's parameters; of the chat's
    id there, the characters at the positions `escaped` (modulo its length) are percent-encoded
    although they needn't be. `headers` go along with the suite's own, or in their place.
    `violation` is None for a valid case; `control` is the id of the valid case without it. `level`
    says how strongly the contract asks for the answer that is expected. `made_by` names what
    generated it.
    """

    id: str
    operation: str
    level: Level
    made_by: str
    body: Any = None
    raw: str | None = None
    path: Mapping[str, str] = field(default_factory=dict)
    escaped: tuple[int, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    violation: Violation | None = None
    control: str | None = None

    @property
    def intent(self) -> str:
        return "valid" if self.violation is None else "invalid"

    @property
    def step(self) -> str:
        """The step as which it is sent: it says what is expected of the answer."""
        wrong = self.violation is not None
        unknown = self.violation is not None and self.violation.kind == UNKNOWN
        return STEPS[wrong, unknown, self.level is Level.MUST]


@dataclass(frozen=True, slots=True)
class Group:
    """A valid case, and invalid ones that differ from it in one place each."""

    valid: Case
    invalid: tuple[Case, ...] = ()


def written(case: Case) -> str:
    """The case as one line of JSON."""
    request: dict[str, Any] = {"body": case.body} if case.raw is None else {"raw": case.raw}
    request |= {name: dict(value) for name in ("path", "headers") if (value := getattr(case, name))}
    if case.escaped:
        request["escaped"] = list(case.escaped)
    line: dict[str, Any] = {
        "id": case.id,
        "operation": case.operation,
        "intent": case.intent,
        "level": case.level.value,
        "made_by": case.made_by,
        "request": request,
    }
    if case.violation is not None:
        line["violation"] = {"place": case.violation.place, "kind": case.violation.kind}
        line["control"] = case.control
    return json.dumps(line, ensure_ascii=True)


def lines(groups: Iterable[Group]) -> str:
    """Groups as JSON Lines, each valid case before those that it controls."""
    cases = [case for group in groups for case in (group.valid, *group.invalid)]
    return "".join(f"{written(case)}\n" for case in cases)


def read(line: str) -> Case:
    """A case from its line. Raises ValueError, KeyError or TypeError where it is none."""
    value = json.loads(line)
    request, violation = dict(value["request"]), value.get("violation")
    request["escaped"] = tuple(request.get("escaped", ()))
    case = Case(
        id=value["id"],
        operation=value["operation"],
        level=Level(value["level"]),
        made_by=value["made_by"],
        violation=None if violation is None else Violation(violation["place"], violation["kind"]),
        control=value.get("control"),
        **request,
    )
    if value["intent"] != case.intent:
        raise ValueError(f"{case.id} says that it is {value['intent']}, which it isn't.")
    return case


def groups(cases: Iterable[Case]) -> Iterator[Group]:
    """The groups of cases in their order: a valid one comes before those that it controls."""
    valid: Case | None = None
    invalid: list[Case] = []
    for case in cases:
        if case.violation is None:
            if valid is not None:
                yield Group(valid, tuple(invalid))
            valid, invalid = case, []
        elif valid is None or case.control != valid.id:
            raise ValueError(f"{case.id} doesn't follow its control.")
        else:
            invalid.append(case)
    if valid is not None:
        yield Group(valid, tuple(invalid))


def load(name: str) -> Iterator[Group]:
    """The groups of a frozen file, one after another as they are asked for."""
    with (CORPUS / f"{name}.jsonl").open(encoding="ascii") as lines:
        yield from groups(map(read, lines))


@cache
def corpus_digest() -> str:
    """The digest of the contract from which the frozen cases were made."""
    manifest = json.loads((CORPUS / "manifest.json").read_text(encoding="ascii"))
    return str(manifest["spec"])
