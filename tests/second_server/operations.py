"""What each operation does for an agent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .body import Members
from .store import Store, moment, new_id

Operation = Callable[[str, Members], dict[str, Any]]


class Operations:
    """The operations around one store; each reads its members first, then acts."""

    def __init__(self) -> None:
        self._store = Store()
        self.by_name: Mapping[str, Operation] = {
            "new-chat": self.open,
            "new-message": self.append,
            "email-handoff": self.hand_off,
            "agent": self.reply,
            "v2": self.reply,
        }

    def knows(self, chat_id: Any) -> bool:
        """Whether it is the id of a chat."""
        return isinstance(chat_id, str) and chat_id in self._store.chats

    def open(self, agent: str, members: Members) -> dict[str, Any]:
        client_id = members.text("client_id")
        flags = {
            "lead_collected": members.boolean("lead_collected", default=False),
            "ai_enabled": members.boolean("ai_enabled", default=True),
        }
        metadata = members.metadata(nullable=True)
        chat = {
            "created_at": moment(),
            **flags,
            "agent_id": agent,
            "client_id": client_id,
            "chat_id": self._store.open(agent),
            "status": "open",
        }
        return chat if metadata is None else {"metadata": metadata, **chat}

    def append(self, agent: str, members: Members) -> dict[str, Any]:
        chat_id, sender = members.text("chat_id"), members.sender()
        content, metadata = members.text("content"), members.metadata(nullable=True)
        chat = self._store.chat(chat_id, agent)
        return self._store.append(chat, chat_id, sender, content, metadata)

    def hand_off(self, agent: str, members: Members) -> dict[str, Any]:
        chat_id = members.text("chat_id")
        members.address("customer_email")
        members.text("reason", default="")
        members.text("context", default="")
        members.metadata(nullable=False)
        self._store.chat(chat_id, agent)
        return {"chat_id": chat_id, "status": "queued", "handoff_id": new_id()}

    def reply(self, agent: str, members: Members) -> dict[str, Any]:
        chat_id, content = members.text("chat_id"), members.text("content")
        metadata = members.metadata(nullable=False)
        chat = self._store.chat(chat_id, agent)
        self._store.append(chat, chat_id, "user", content, metadata)
        reply = self._store.append(chat, chat_id, "assistant", "A colleague will answer.", None)
        return {
            "handoff_data": None,
            "tools_executed": [],
            "timestamp": reply["created_at"],
            "message_id": reply["message_id"],
            "response": reply["content"],
            "chat_id": chat_id,
            "agent_id": agent,
        }

    def read(self, agent: str, chat_id: str) -> list[dict[str, Any]]:
        """The transcript."""
        return list(self._store.chat(chat_id, agent).messages)
