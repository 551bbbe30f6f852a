"""Requests as the tests of faults write them down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

CHAT = "{chat}"
"""Stands for a chat that there is."""

ABSENT = object()
"""Stands for a member that isn't there."""


@dataclass(frozen=True)
class Asked:
    """A request: `body` is sent as JSON, or as it is where it is bytes."""

    body: Any = None
    path: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """`by` shows the fault and `miss` doesn't. `seen`: the status, or members of a success."""

    by: Asked
    seen: int | dict[str, Any]
    miss: Asked


def _with(body: dict[str, Any], members: dict[str, Any]) -> Asked:
    body = {**body, **members}
    return Asked({name: value for name, value in body.items() if value is not ABSENT})


def message(**members: Any) -> Asked:
    return _with({"chat_id": CHAT, "sender": "user", "content": "Hello."}, members)


def chat(**members: Any) -> Asked:
    return _with({"client_id": "conformance-1"}, members)


def handoff(**members: Any) -> Asked:
    return _with({"chat_id": CHAT, "customer_email": "buyer@example.com"}, members)


def question(**members: Any) -> Asked:
    return _with({"chat_id": CHAT, "content": "Hello."}, members)


def raw(text: str) -> Asked:
    return Asked(text.encode())


def reading(chat_id: str = CHAT, **headers: str) -> Asked:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Asked(None, f"/external/chat/{chat_id}/messages", named)
