"""Waiting out a rate limit together: what one lane was told, every lane heeds."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field

from conformance.contract import Operation
from conformance.exchange import Exchange

Scope = tuple[str, str | None, str | None]
"""What a limit counts: an operation's requests, of an agent, and maybe in a chat."""


def scope_of(exchange: Exchange, operation: Operation | None) -> Scope | None:
    """The scope in which an exchange is counted; None where the contract documents no limit."""
    limit = operation.rate_limit if operation else None
    if operation is None or limit is None or exchange.agent is None:
        return None
    return operation.key, exchange.agent, _chat(exchange) if limit.scope == "chat" else None


def _chat(exchange: Exchange) -> str | None:
    try:
        chat = json.loads(exchange.request.body)["chat_id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return chat if isinstance(chat, str) else None


@dataclass
class Pacer:
    """Knows until when each scope is to be left alone. Safe for several threads."""

    _until: dict[Scope, float] = field(default_factory=dict)
    _turns: dict[Scope | None, threading.Lock] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hold(self, scope: Scope | None, seconds: float) -> None:
        """Nothing in the scope is to be sent for so long."""
        if scope is not None:
            with self._lock:
                until = time.monotonic() + seconds
                self._until[scope] = max(until, self._until.get(scope, 0.0))

    def turn(self, scope: Scope | None) -> threading.Lock:
        """To be held by whoever comes back after a refusal."""
        with self._lock:
            return self._turns.setdefault(scope, threading.Lock())

    def wait(self, scope: Scope | None) -> None:
        """Return when the scope may be sent to."""
        if scope is not None and self._until:
            with self._lock:
                until = self._until.get(scope, 0.0)
            time.sleep(max(0.0, until - time.monotonic()))
