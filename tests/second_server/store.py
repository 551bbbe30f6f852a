"""Chats and what is in them, in memory."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from .problem import Problem

_HERE = timezone(timedelta(hours=5, minutes=45))


def moment() -> str:
    """Now, as RFC 3339 with the offset of Kathmandu."""
    return datetime.now(_HERE).isoformat(timespec="milliseconds")


def new_id() -> str:
    """An id without a prefix, of letters, digits, dashes and underscores."""
    return secrets.token_urlsafe(15)


@dataclass
class Chat:
    """A chat of one agent, and its transcript, the oldest message first."""

    agent: str
    messages: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Store:
    """All chats by their ids."""

    chats: dict[str, Chat] = field(default_factory=dict)

    def open(self, agent: str) -> str:
        chat_id = new_id()
        self.chats[chat_id] = Chat(agent)
        return chat_id

    def chat(self, chat_id: str, agent: str) -> Chat:
        """A chat of the agent. Raises Problem 404, or 403 if it is another's."""
        chat = self.chats.get(chat_id)
        if chat is None:
            raise Problem(404, "There is no chat of this id.")
        if chat.agent != agent:
            raise Problem(403, "This chat belongs to another agent.")
        return chat

    def append(
        self, chat: Chat, chat_id: str, sender: str, content: str, metadata: dict[str, Any] | None
    ) -> dict[str, Any]:
        """Appends a message, and gives it as it is answered."""
        message: dict[str, Any] = {
            "content": content,
            "sender": sender,
            "created_at": moment(),
            "chat_id": chat_id,
            "message_id": new_id(),
        }
        if metadata is not None:
            message["metadata"] = metadata
        chat.messages.append(message)
        return message
