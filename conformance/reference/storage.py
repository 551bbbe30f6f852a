"""Chats, messages and handoffs in SQLite. Rows are added and read, never changed."""

import json
import sqlite3
import threading
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from pydantic import BaseModel

from conformance.reference.database import open_database
from conformance.reference.models import (
    AgentCall,
    AgentReply,
    Chat,
    ChatBase,
    EmailHandoff,
    HandoffReceipt,
    Message,
    MessageCore,
)

_INSERT_CHAT = """INSERT INTO chats
    (chat_id, agent_id, client_id, ai_enabled, lead_collected, metadata, created_at) VALUES
    (:chat_id, :agent_id, :client_id, :ai_enabled, :lead_collected, :metadata, :created_at)"""

_INSERT_MESSAGE = """INSERT INTO messages
    (message_id, chat_id, sender, content, metadata, created_at) VALUES
    (:message_id, :chat_id, :sender, :content, :metadata, :created_at)"""

_INSERT_HANDOFF = """INSERT INTO handoffs
    (handoff_id, chat_id, status, customer_email, reason, context, metadata, created_at) VALUES
    (:handoff_id, :chat_id, :status, :customer_email, :reason, :context, :metadata, :created_at)"""

_SELECT_MESSAGES = """SELECT message_id, chat_id, sender, content, metadata, created_at
    FROM messages WHERE chat_id = ? ORDER BY sequence"""


class UnknownChatError(Exception):
    """The agent has no such chat; whether another agent has it is not told."""


class Storage:
    """One connection, shared by all threads under a lock.

    `database` is a file path, or `:memory:`. Raises DatabaseError if it can't be used.
    """

    def __init__(self, database: str) -> None:
        self._lock = threading.Lock()
        self._connection = open_database(database)

    def close(self) -> None:
        """Closes the connection; closing twice is harmless."""
        with self._lock:
            self._connection.close()

    def add_chat(self, agent_id: str, asked: ChatBase) -> Chat:
        """Opens a chat of its own for each call."""
        with self._lock, self._connection:
            chat = Chat(
                chat_id=_new_id("chat"),
                client_id=asked.client_id,
                agent_id=agent_id,
                ai_enabled=asked.ai_enabled,
                lead_collected=asked.lead_collected,
                metadata=asked.metadata or {},
                created_at=_now(),
            )
            self._connection.execute(_INSERT_CHAT, _row(chat))
        return chat

    def add_message(self, agent_id: str, asked: MessageCore) -> Message:
        """Appends a message. Raises UnknownChatError."""
        with self._lock, self._connection:
            self._require_chat(agent_id, asked.chat_id)
            return self._append(asked)

    def add_handoff(self, agent_id: str, asked: EmailHandoff) -> HandoffReceipt:
        """Queues a handoff and leaves the transcript as it is. Raises UnknownChatError."""
        with self._lock, self._connection:
            self._require_chat(agent_id, asked.chat_id)
            receipt = HandoffReceipt(
                handoff_id=_new_id("handoff"), status="queued", chat_id=asked.chat_id
            )
            row = {**_row(asked), **dict(receipt), "created_at": _now()}
            self._connection.execute(_INSERT_HANDOFF, row)
        return receipt

    def add_reply(self, agent_id: str, asked: AgentCall, response: str) -> AgentReply:
        """Appends the user's message and the agent's reply together. Raises UnknownChatError."""
        with self._lock, self._connection:
            self._require_chat(agent_id, asked.chat_id)
            self._append(
                MessageCore(
                    chat_id=asked.chat_id,
                    sender="user",
                    content=asked.content,
                    metadata=asked.metadata,
                )
            )
            reply = self._append(
                MessageCore(chat_id=asked.chat_id, sender="assistant", content=response)
            )
        return AgentReply(
            agent_id=agent_id,
            chat_id=asked.chat_id,
            response=response,
            message_id=reply.message_id,
            timestamp=reply.created_at,
            metadata=asked.metadata,
        )

    def messages(self, agent_id: str, chat_id: str) -> list[Message]:
        """The chat's transcript, oldest first. Raises UnknownChatError."""
        with self._lock:
            self._require_chat(agent_id, chat_id)
            rows = self._connection.execute(_SELECT_MESSAGES, (chat_id,)).fetchall()
        return [
            Message(
                message_id=message_id,
                chat_id=chat_id,
                sender=sender,
                content=content,
                metadata=json.loads(metadata),
                created_at=created_at,
            )
            for message_id, chat_id, sender, content, metadata, created_at in rows
        ]

    def _require_chat(self, agent_id: str, chat_id: str) -> None:
        owned: sqlite3.Cursor = self._connection.execute(
            "SELECT 1 FROM chats WHERE chat_id = ? AND agent_id = ?", (chat_id, agent_id)
        )
        if owned.fetchone() is None:
            raise UnknownChatError

    def _append(self, asked: MessageCore) -> Message:
        message = Message(
            message_id=_new_id("msg"),
            chat_id=asked.chat_id,
            sender=asked.sender,
            content=asked.content,
            metadata=asked.metadata or {},
            created_at=_now(),
        )
        self._connection.execute(_INSERT_MESSAGE, _row(message))
        return message


def _new_id(prefix: str) -> str:
    return f"{prefix}_{uuid4().hex}"


def _now() -> str:
    """RFC 3339 in UTC, with microseconds."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _row(model: BaseModel) -> dict[str, Any]:
    """The model's fields, with `metadata` as JSON text: it keeps every number as it is."""
    row = dict(model)
    return {**row, "metadata": json.dumps(row["metadata"], ensure_ascii=False)}
