"""Failing cases as large as generated ones, and servers that are only a predicate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from conformance.corpus import CHAT, RUN, Case, Group, Violation
from conformance.loading import load_contract
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
    "utm": {"source": "newsletter", "medium": "email", "campaign": {"id": 20250616, "a": [1, -2]}},
    "consent": {"marketing": False, "terms": True, "at": "2025-06-16T10:30:00Z"},
    "\u043a\u043b\u044e\u0447": "\u0437\u043d\u0430\u0447\u0435\u043d\u0438\u0435",
    "budget": -1250.75,
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

BODIES = {"new-message": MESSAGE, "new-chat": OPENING, "email-handoff": HANDOFF}


def valid(
    operation: str,
    changes: dict[str, Any] | None = None,
    *,
    without_metadata: bool = False,
    **request: Any,
) -> Group:
    """A large valid case, with other members in it."""
    body = {**BODIES[operation], **(changes or {})}
    if without_metadata:
        del body["metadata"]
    return Group(Case("v-1", operation, Level.MUST, "test", body=body, **request))


def invalid(operation: str, place: str, kind: str, **request: Any) -> Group:
    """A large valid case, and an invalid one."""
    flawed = Case(
        "i-1",
        operation,
        request.pop("level", Level.MUST),
        "test",
        violation=Violation(place, kind),
        control="v-1",
        **request,
    )
    return Group(valid(operation).valid, (flawed,))


def failing(group: Group) -> Case:
    return (group.valid, *group.invalid)[-1]


@dataclass
class Server:
    """Says of each group whether the fault shows in it; remembers what it was sent."""

    fault: Callable[[Case], bool]
    groups: list[Group] = field(default_factory=list)

    def fails(self, group: Group) -> bool:
        self.groups.append(group)
        return self.fault(failing(group))

    @property
    def requests(self) -> int:
        return sum(1 + len(group.invalid) for group in self.groups)


PATIENT = Budget(seconds=600)


def minimised(
    group: Group, fault: Callable[[Case], bool], budget: Budget = PATIENT
) -> tuple[Group, Server]:
    """What a failing group comes down to on a server with that fault."""
    assert fault(failing(group))
    server = Server(fault)
    operation = CONTRACT.operation(group.valid.operation)
    return minimise(group, operation, server.fails, budget), server


def anywhere(value: Any, holds: Callable[[Any, int], bool], depth: int = 0) -> bool:
    """Whether it holds of any key or value, told how deep in the value it is."""
    if holds(value, depth):
        return True
    if isinstance(value, dict):
        return any(
            holds(key, depth + 1) or anywhere(inner, holds, depth + 1)
            for key, inner in value.items()
        )
    return isinstance(value, list) and any(anywhere(inner, holds, depth + 1) for inner in value)
