"""What a faulty server was asked before: some faults show only in a series of calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.types import Scope

if TYPE_CHECKING:
    from conformance.sabotage.call import Call

_CARRIERS = {b"authorization", b"x-api-key"}


@dataclass(frozen=True)
class Caller:
    """Whoever sent a request: every part of it that may hold a credential."""

    headers: tuple[tuple[bytes, bytes], ...] = field(repr=False)
    query: bytes = field(repr=False)

    @classmethod
    def of(cls, scope: Scope) -> Caller:
        """The caller of a request."""
        headers = tuple(pair for pair in scope["headers"] if pair[0] in _CARRIERS)
        return cls(headers, scope["query_string"])


@dataclass
class Message:
    """A message as it was sent, and the id that it got."""

    message_id: str
    sender: str
    content: str


@dataclass
class Chat:
    """A chat: who opened it and with which members, and what was done in it since.

    `agent` is the owner's name, if it is known. `handoffs` are pairs of a handoff's id and the
    number of messages before it.
    """

    owner: Caller
    asked: dict[str, Any]
    agent: str | None = None
    messages: list[Message] = field(default_factory=list)
    handoffs: list[tuple[str, int]] = field(default_factory=list)
    readings: int = 0


@dataclass
class Memory:
    """The chats that the server has opened, by their ids, the oldest first.

    `notes` is whatever else a fault has to keep in mind. `pending` are the calls that the fault
    has seen and that have no answer yet.
    """

    chats: dict[str, Chat] = field(default_factory=dict)
    notes: dict[object, Any] = field(default_factory=dict)
    pending: list[Call] = field(default_factory=list)

    def opened_by(self, caller: Caller) -> list[str]:
        """The ids of the caller's chats, the oldest first."""
        return [chat_id for chat_id, chat in self.chats.items() if chat.owner == caller]
