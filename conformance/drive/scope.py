"""What a rate limit counts: an operation's requests, of an agent, and maybe in a chat."""

from __future__ import annotations

import json
from dataclasses import dataclass

from conformance.contract import Contract
from conformance.exchange import Exchange
from conformance.operation import Operation, RateLimit


@dataclass(frozen=True, slots=True)
class Scope:
    """Requests that are counted together; `limit` is what the contract allows of them."""

    operation: str
    agent: str
    chat: str | None
    limit: RateLimit

    def __str__(self) -> str:
        per = "each chat" if self.limit.scope == "chat" else "each agent"
        return (
            f"the limit of {self.operation} "
            f"({self.limit.limit} requests in {self.limit.window:g} s for {per})"
        )


def counted_as(exchange: Exchange, contract: Contract, base: str) -> Operation | None:
    """The operation as which a server counts a request, also where we visit it by its address."""
    known = contract.keyed.get(exchange.operation)
    if known is not None or exchange.operation is not None:
        return known
    return contract.at(exchange.request.method, exchange.request.url.removeprefix(base))


def scope_of(exchange: Exchange, operation: Operation | None) -> Scope | None:
    """The scope in which an exchange is counted; None where the contract documents no limit."""
    limit = limit_of(exchange, operation)
    if operation is None or limit is None or exchange.agent is None:
        return None
    chat = chat_of(exchange) if limit.scope == "chat" else None
    return Scope(operation.key, exchange.agent, chat, limit)


def limit_of(exchange: Exchange, operation: Operation | None) -> RateLimit | None:
    """The documented limit that counts an exchange, if any, without a look into its body."""
    return None if operation is None or exchange.agent is None else operation.rate_limit


def chat_of(exchange: Exchange) -> str | None:
    """The chat that a request's body names, if it names any."""
    try:
        chat = json.loads(exchange.request.body)["chat_id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return chat if isinstance(chat, str) else None
