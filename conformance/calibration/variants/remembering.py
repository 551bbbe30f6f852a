"""Servers whose answers depend on what came before, lawfully."""

from __future__ import annotations

import json

from starlette.types import ASGIApp, Scope

from conformance.calibration.rewriting import Answer, Rewriting
from conformance.calibration.variants.variant import Variant


def _server_messages(app: ASGIApp) -> ASGIApp:
    """A transcript in which the server has put messages of its own."""

    def changed(answer: Answer) -> None:
        if answer.status == 200 and answer.has_json and isinstance(answer.json, list):
            woven = []
            for number, message in enumerate(answer.json):
                mine = {**message, "message_id": f"note-{number}", "sender": "assistant"}
                woven += [{**mine, "content": "An agent has joined.", "metadata": {}}, message]
            answer.json = woven

    return Rewriting(app, answer=changed)


def _one_handoff_for_each_chat(app: ASGIApp) -> ASGIApp:
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


def _closed_after_handoff(app: ASGIApp) -> ASGIApp:
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


REMEMBERING = (
    Variant(
        "messages of the server",
        _server_messages,
        "CONTRACT, What comes back: only what was sent may not change, move or go missing",
    ),
    Variant(
        "one handoff for each chat",
        _one_handoff_for_each_chat,
        "CONTRACT promises a handoff of a chat, not a second one",
    ),
    Variant(
        "chats closed by a handoff",
        _closed_after_handoff,
        "CONTRACT promises that a new chat can be written to, not one that was handed off",
        frozenset({"HAND-12"}),
    ),
)
