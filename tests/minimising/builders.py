"""Failing cases as large as generated ones, and servers that are only a predicate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from conformance.contract import load_contract
from conformance.corpus import CHAT, RUN, Case, Group, Violation
from conformance.minimise import Budget, minimise
from conformance.outcome import Level
from conformance.resources import SPEC

CONTRACT = load_contract(SPEC)

PROSE = (
    "Gr\u00fc\u00dfe aus K\u00f6ln \u2014 bitte um R\u00fcckruf <b>heute</b> & morgen, "
    '\u0645\u0631\u062d\u0628\u0627 \u4f60\u597d, 100% "sicher"\n\tvielen Dank\u2026 '
)

METADATA: dict[str, Any] = {
    "form_type": "appointment_request",
    "Lead Score": 87,
    "tags": ["vip", "spring_launch", None, 4.5, [], {"nested": "yes"}],
    "utm": {"source": "newsletter", "medium": "email", "campaign": {"id": 20250616, "a": [1, 2]}},
    "consent": {"marketing": False, "terms": True, "at": "2025-06-16T10:30:00Z"},
    "\u043a\u043b\u044e\u0447": "\u0437\u043d\u0430\u0447\u0435\u043d\u0438\u0435",
    "budget": 1250.75,
    "phone": "+1-202-555-0143",
    "email": "jane.roe@example.org",
    "empty": {},
    "notes": PROSE,
    "timezone": "America/New_York",
}

MESSAGE: dict[str, Any] = {
    "chat_id": CHAT,
    "sender": "assistant",
    "content": PROSE * 2,
    "metadata": METADATA,
}

OPENING: dict[str, Any] = {
    "client_id": f"conformance-{RUN}-Visitor \u2116 12",
    "ai_enabled": False,
    "lead_collected": True,
    "metadata": {"conformance_run": RUN, **METADATA},
}

HANDOFF: dict[str, Any] = {
    "chat_id": CHAT,
    "customer_email": "jane.roe+pricing@mail.example.com",
    "reason": "Wants to talk about prices.",
    "context": PROSE,
    "metadata": METADATA,
}


def valid(operation: str, body: Any, **request: Any) -> Case:
    return Case("v-1", operation, Level.MUST, "test", body=body, **request)


def invalid(operation: str, place: str, kind: str, **request: Any) -> Case:
    violation = Violation(place, kind)
    level = request.pop("level", Level.MUST)
    return Case("i-1", operation, level, "test", violation=violation, control="v-1", **request)


@dataclass
class Server:
    """Says of each group whether the fault shows; what it was asked is in `groups`."""

    fault: Callable[[Any], bool]
    groups: list[Group] = field(default_factory=list)

    def fails(self, group: Group) -> bool:
        self.groups.append(group)
        case = (group.valid, *group.invalid)[-1]
        return self.fault(case)

    @property
    def requests(self) -> int:
        return sum(1 + len(group.invalid) for group in self.groups)


def run(
    group: Group, fault: Callable[[Case], bool], budget: Budget | None = None
) -> tuple[Group, Server]:
    """What a failing group comes down to on a server with that fault."""
    server = Server(fault)
    operation = CONTRACT.operation(group.valid.operation)
    assert fault((group.valid, *group.invalid)[-1])
    smallest = minimise(group, operation, server.fails, budget or Budget(seconds=600))
    return smallest, server


def body_of(group: Group) -> Any:
    return (group.valid, *group.invalid)[-1].body
