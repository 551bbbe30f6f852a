"""Faults of servers, as wrappers around a correct one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.calibration.rewriting import Answer, Rewriting

from .conftest import MAIN, OTHER


def answers(operation: str, change: Callable[[Answer], None]) -> Callable[[ASGIApp], ASGIApp]:
    """Changes the successes of an operation."""

    def changed(answer: Answer) -> None:
        if answer.status == 200 and answer.scope["path"].endswith("/" + operation):
            change(answer)

    return lambda app: Rewriting(app, answer=changed)


def without(name: str) -> Callable[[Answer], None]:
    def change(answer: Answer) -> None:
        answer.json = {key: value for key, value in answer.json.items() if key != name}

    return change


def forgets_form_type(answer: Answer) -> None:
    value = answer.json
    value["metadata"] = {
        key: one for key, one in value.get("metadata", {}).items() if key != "form_type"
    }
    answer.json = value


def drops_what_is_not_ascii(answer: Answer) -> None:
    answer.json = {
        **answer.json,
        "content": answer.json["content"].encode("ascii", "ignore").decode(),
    }


def chats_of_one_id(app: ASGIApp) -> ASGIApp:
    """From the third on, every chat gets the second one's id."""
    given: list[str] = []

    def change(answer: Answer) -> None:
        value = answer.json
        given.append(value["chat_id"])
        value["chat_id"] = given[min(len(given), 2) - 1]
        answer.json = value

    return answers("new-chat", change)(app)


def takes_any_token(app: ASGIApp) -> ASGIApp:
    """Whoever shows a bearer token of any kind is let in."""

    def request(scope: Scope, body: bytes) -> bytes:
        scope["headers"] = [
            (name, b"Bearer " + MAIN.encode() if value.startswith(b"Bearer conf") else value)
            for name, value in scope["headers"]
        ]
        return body

    return Rewriting(app, request)


def fails_at_handoffs(answer: Answer) -> None:
    answer.status = 500


def opens_chats_to_all(app: ASGIApp) -> ASGIApp:
    """Answers as if another agent's messages had been taken."""

    def change(answer: Answer) -> None:
        headers = dict(answer.scope["headers"])
        foreign = OTHER.encode() in headers.get(b"authorization", b"")
        if foreign and answer.status == 404 and answer.scope["path"].endswith("/new-message"):
            answer.status = 200

    return Rewriting(app, answer=change)


def never_goes_on(app: ASGIApp) -> ASGIApp:
    """Refuses all new chats after it has refused one."""
    refused: list[int] = []

    def change(answer: Answer) -> None:
        if answer.scope["path"].endswith("/new-chat"):
            if answer.status == 429:
                refused.append(answer.status)
            elif refused:
                answer.status = 429
                answer.set("Retry-After", "0")

    return Rewriting(app, answer=change)


class Confused:
    """Chats that are opened at the same moment get one id."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = Rewriting(app, answer=self._change)
        self._waiting = 0
        self._crowd: str | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith("/new-chat"):
            await self._app(scope, receive, send)
            return
        self._waiting += 1
        await asyncio.sleep(0.1)
        try:
            await self._app(scope, receive, send)
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._crowd = None

    def _change(self, answer: Answer) -> None:
        if self._waiting > 1 or self._crowd:
            value = json.loads(answer.body)
            if "chat_id" in value:
                self._crowd = self._crowd or value["chat_id"]
                answer.json = {**value, "chat_id": self._crowd}
