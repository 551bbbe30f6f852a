"""Chats that generated requests go to: live ones, few, and none handed off before its time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from conformance.drive.session import Session

ChatSource = Callable[[Session], Any]
"""Gives a case its chat: a `chat_id`, or Missing."""


def own(session: Session) -> Any:
    """A chat that is opened for the case."""
    return session.open_chat(ai_enabled=False)


def talking(session: Session) -> Any:
    """Like `own`, and the agent may reply in it; in others it may lawfully refuse to."""
    return session.open_chat(ai_enabled=True)


def common(session: Session) -> Any:
    """The chat that the run's first call has opened."""
    return session.chat


class Promised:
    """A chat that another case opens. That case has to keep the promise, whatever happens."""

    def __init__(self) -> None:
        self._chat: Future[Any] = Future()

    def keep(self, chat: Any) -> None:
        self._chat.set_result(chat)

    def __call__(self, session: Session) -> Any:
        return self._chat.result()


class Shared:
    """A chat for many cases: the first that needs it gets it and says something in it."""

    def __init__(self, source: ChatSource) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._chat: Any = None

    def __call__(self, session: Session) -> Any:
        with self._lock:
            if self._chat is None:
                self._chat = self._source(session)
                session.call("first_message", "new-message", session.message_body(self._chat))
            return self._chat
