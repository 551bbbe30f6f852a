"""A server in front of another: what comes in and what goes out can be rewritten."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from conformance.sabotage.asgi import giving, whole


@dataclass
class Answer:
    """An answer on its way out. `headers` keep the case of their names; `scope` is the request."""

    scope: Scope
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @json.setter
    def json(self, value: Any) -> None:
        self.body = json.dumps(value).encode()
        self.set("Content-Length", str(len(self.body)))

    @property
    def has_json(self) -> bool:
        return "json" in (self.get("content-type") or "")

    def get(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def set(self, name: str, value: str | None) -> None:
        self.headers = [pair for pair in self.headers if pair[0].lower() != name.lower()]
        if value is not None:
            self.headers.append((name, value))


def _unchanged_request(scope: Scope, body: bytes) -> bytes:
    return body


def _unchanged_answer(answer: Answer) -> None:
    return


@dataclass
class Rewriting:
    """An ASGI application in front of `app`.

    `request` gets the scope (which it may change) and the body, and returns the body; `answer`
    changes the answer in place.
    """

    app: ASGIApp
    request: Callable[[Scope, bytes], bytes] = _unchanged_request
    answer: Callable[[Answer], None] = _unchanged_answer
    memory: Mapping[str, Any] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = await whole(receive)
        scope = dict(scope)
        body = self.request(scope, body)
        messages: list[Message] = []

        async def take(message: Message) -> None:
            messages.append(message)

        scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"content-length"]
        scope["headers"].append((b"content-length", str(len(body)).encode()))
        await self.app(scope, giving(body), take)
        start = messages[0]
        headers = [
            (key.decode("latin-1"), value.decode("latin-1")) for key, value in start["headers"]
        ]
        content = b"".join(message.get("body", b"") for message in messages[1:])
        answer = Answer(scope, start["status"], headers, content)
        self.answer(answer)
        raw = [(key.encode("latin-1"), value.encode("latin-1")) for key, value in answer.headers]
        await send({"type": "http.response.start", "status": answer.status, "headers": raw})
        await send({"type": "http.response.body", "body": answer.body})
