"""Servers whose answers depend on what came before, lawfully."""

from __future__ import annotations

import asyncio
import json
import math
import time

from starlette.types import ASGIApp, Receive, Scope, Send

from .rewriting import Answer, Rewriting


def server_messages(app: ASGIApp) -> ASGIApp:
    """A transcript in which the server has put messages of its own."""

    def changed(answer: Answer) -> None:
        if answer.status == 200 and answer.has_json and isinstance(answer.json, list):
            woven = []
            for number, message in enumerate(answer.json):
                mine = {**message, "message_id": f"note-{number}", "sender": "assistant"}
                woven += [{**mine, "content": "An agent has joined.", "metadata": {}}, message]
            answer.json = woven

    return Rewriting(app, answer=changed)


def one_handoff_for_each_chat(app: ASGIApp) -> ASGIApp:
    """A chat that a human has taken over can't be handed off again."""
    handed: set[str] = set()

    def changed(answer: Answer) -> None:
        if answer.status != 200 or not answer.scope["path"].endswith("/email-handoff"):
            return
        chat = answer.json["chat_id"]
        if chat in handed:
            answer.status = 409
            answer.set("Content-Type", "application/problem+json")
            answer.json = {"title": "Conflict", "detail": "A human has this chat already."}
        handed.add(chat)

    return Rewriting(app, answer=changed)


def closed_after_handoff(app: ASGIApp) -> ASGIApp:
    """A chat that a human has taken over takes no messages any more, and its agent is silent."""
    handed: set[str] = set()

    def asked(scope: Scope, body: bytes) -> bytes:
        try:
            scope["chat"] = str(json.loads(body)["chat_id"])
        except (ValueError, TypeError, KeyError):
            scope["chat"] = None
        return body

    def changed(answer: Answer) -> None:
        chat = answer.scope["chat"]
        if answer.status != 200 or chat is None:
            return
        if answer.scope["path"].endswith("/email-handoff"):
            handed.add(chat)
        elif chat in handed:
            answer.status = 409
            answer.json = {"detail": "A human has this chat."}

    return Rewriting(app, asked, changed)


def slow(app: ASGIApp) -> ASGIApp:
    async def waiting(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.04)
        await app(scope, receive, send)

    return waiting


def token_buckets(app: ASGIApp) -> ASGIApp:
    """Limits that are lifted bit by bit, as the headers of each chat's messages tell."""
    buckets: dict[str, tuple[float, float]] = {}
    full, seconds = 120, 60.0

    def changed(answer: Answer) -> None:
        if answer.status != 200 or not answer.scope["path"].endswith("/new-message"):
            return
        now, chat = time.monotonic(), answer.json["chat_id"]
        tokens, then = buckets.get(chat, (float(full), now))
        tokens = min(full, tokens + (now - then) * full / seconds) - 1
        buckets[chat] = tokens, now
        answer.set("X-RateLimit-Remaining", str(math.floor(tokens)))
        answer.set("X-RateLimit-Reset", str(math.ceil((full - tokens) * seconds / full)))

    return Rewriting(app, answer=changed)
