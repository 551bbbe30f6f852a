"""New lead chats: a conversation of its own for each submission."""

from __future__ import annotations

from conformance.requirement import Flow

flow = Flow("new-chat", "New lead chat")
