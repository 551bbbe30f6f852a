"""A request on its way through a faulty server, and the answer on its way back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from starlette.types import Scope

from conformance.sabotage.memory import Caller, Chat, Memory

READING = "{chat_id}/messages"

OPERATIONS = ("new-chat", "new-message", "email-handoff", "external/agent", "agent/v2", READING)
"""The operations by the ends of their paths."""

LONG = 0.1
"""Seconds to hold a request for, so that others of the same moment overtake it."""

_CREDENTIALS = {b"authorization", b"x-api-key"}
_TOKEN = re.compile("(?:^|(?<=&))access_token_query=([^&]*)")
_READ_CHAT = re.compile(r"/([^/]*)/messages\Z")


@dataclass
class Answer:
    """An answer that may be changed. Names of headers are in lower case, as ASGI has them."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    @property
    def json(self) -> Any:
        """A copy of the body's value; assign it to change the body."""
        return json.loads(self.body)

    @json.setter
    def json(self, value: Any) -> None:
        self.body = json.dumps(value).encode("ascii")
        self.set_header(b"content-length", b"%d" % len(self.body))

    def header(self, name: bytes) -> str:
        """The value of a header; empty where it isn't there."""
        return next((value for key, value in self.headers if key == name), b"").decode("latin-1")

    def set_header(self, name: bytes, value: bytes | None) -> None:
        """Put one header in the place of all of this name; with None there is none any more."""
        self.headers = [pair for pair in self.headers if pair[0] != name]
        if value is not None:
            self.headers.append((name, value))

    def become(self, status: int) -> None:
        """Become a refusal or a failure, the other headers kept."""
        self.status = status
        self.set_header(b"content-type", b"application/json")
        self.json = {"detail": f"{HTTPStatus(status).phrase}."}


@dataclass
class Call:
    """One request, and its answer as soon as there is one. Both may be changed.

    `body` is what the server behind will get; `sent` stays what the client sent. `memory` is what
    was asked of the server before. `fate` is the status that the fault has decided on, if any.
    `tokens` are the server's own credentials by the name of their owner. `hold`: seconds for which
    the request waits before the server behind gets it.
    """

    scope: Scope
    body: bytes
    memory: Memory
    answer: Answer = field(default_factory=lambda: Answer(0, [], b""))
    fate: int | None = None
    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)
    hold: float = 0.0

    def __post_init__(self) -> None:
        self._original = self.body
        self._asked = dict(self.scope)

    @property
    def original(self) -> bytes:
        """The body that the client sent."""
        return self._original

    @property
    def target(self) -> str:
        """Path and query, as the client sent them."""
        path, query = self._asked["raw_path"].decode("latin-1"), self._query
        return f"{path}?{query}" if query else path

    @property
    def changed(self) -> bool:
        """Whether the server behind gets another request than was sent."""
        return (self.scope, self.body) != (self._asked, self._original)

    @cached_property
    def operation(self) -> str | None:
        """The operation's name, or None where the request is for none."""
        if _READ_CHAT.search(self.scope["path"]) and self.scope["method"] == "GET":
            return READING
        documented = self.scope["method"] == "POST" and "/tools/" not in self.scope["path"]
        posted = OPERATIONS if documented else ()
        return next((name for name in posted if self.scope["path"].endswith(f"/{name}")), None)

    @cached_property
    def sent(self) -> Any:
        """The JSON value that was sent; None where it wasn't JSON."""
        try:
            return json.loads(self._original)
        except (ValueError, RecursionError):
            return None

    @property
    def members(self) -> dict[str, Any]:
        """The members that were sent; none where it wasn't an object."""
        return self.sent if isinstance(self.sent, dict) else {}

    def text(self, name: str) -> str:
        """The member's text; empty where it has none."""
        value = self.members.get(name)
        return value if isinstance(value, str) else ""

    @property
    def metadata(self) -> dict[str, Any]:
        """The metadata that was sent; empty where there was none."""
        value = self.members.get("metadata")
        return value if isinstance(value, dict) else {}

    @property
    def chat_id(self) -> str:
        """The chat that is asked for, by the path or the body."""
        if self.operation == READING:
            found = _READ_CHAT.search(self.scope["path"])
            return found[1] if found else ""
        return self.text("chat_id")

    @property
    def chat(self) -> Chat | None:
        """What is remembered of the chat that is asked for; None where there is no such chat."""
        return self.memory.chats.get(self.chat_id)

    @property
    def meanwhile(self) -> list[Call]:
        """The calls to the same operation that have no answer yet, the oldest first."""
        return [one for one in self.memory.pending if one.operation == self.operation]

    @property
    def caller(self) -> Caller:
        """Who sent the request."""
        return Caller.of(self._asked)

    @property
    def earlier_chats(self) -> list[str]:
        """The ids of the chats that the same caller has opened, the oldest first."""
        return self.memory.opened_by(self.caller)

    def header(self, name: bytes) -> str:
        """The value of a request's header; empty where it isn't there."""
        values = (value for key, value in self._asked["headers"] if key == name)
        return next(values, b"").decode("latin-1")

    @property
    def carrier(self) -> str | None:
        """By what a credential came, be it empty: bearer, api-key or query; None: none came."""
        names = {name for name, _ in self._asked["headers"]}
        came = {"bearer": b"authorization" in names, "api-key": b"x-api-key" in names}
        came["query"] = _TOKEN.search(self._query) is not None
        return next((kind for kind, there in came.items() if there), None)

    @property
    def token(self) -> str:
        """The credential that came, whatever the scheme; empty where none came."""
        scheme, space, token = self.header(b"authorization").partition(" ")
        found = _TOKEN.search(self._query)
        query = unquote(found[1]) if found else ""
        return (token if space else scheme) or self.header(b"x-api-key") or query

    @property
    def agent(self) -> str | None:
        """The name of the agent whose credential came, if it is one of the server's own."""
        return next((name for name, token in self.tokens.items() if token == self.token), None)

    @property
    def _query(self) -> str:
        return str(self._asked["query_string"].decode("latin-1"))

    def authorize(self, agent: str | None = "main") -> None:
        """Let the server behind get an agent's credential, or none, in the place of what came."""
        kept = [pair for pair in self.scope["headers"] if pair[0] not in _CREDENTIALS]
        if agent is not None:
            kept.append((b"authorization", f"Bearer {self.tokens[agent]}".encode("ascii")))
        self.scope["headers"] = kept
        query = _TOKEN.sub("", self._query).strip("&")
        self.scope["query_string"] = query.encode("latin-1")

    @property
    def owner(self) -> str | None:
        """The name of the agent that has opened the chat that is asked for."""
        return self.chat.agent if self.chat is not None else None

    def send_on(self, value: Any) -> None:
        """Let the server behind get another JSON value than was sent."""
        self.body = json.dumps(value).encode("ascii")

    def replace(self, **members: Any) -> None:
        """Let the server behind get these members in the place of those that were sent."""
        self.send_on({**self.members, **members})

    def read_instead(self, chat_id: str) -> None:
        """Let the server behind read another chat."""
        path = _READ_CHAT.sub(f"/{chat_id}/messages", self.scope["path"])
        self.scope["path"], self.scope["raw_path"] = path, path.encode("ascii")

    def deny(self, status: int) -> None:
        """Answer with this status unless the credential is wrong, and do nothing.

        The server behind still looks at the credential and counts the request.
        """
        self.fate = status
        if self.operation != READING:
            chat = {"chat_id": self.chat_id} if self.chat_id else {}
            self.send_on(chat)
