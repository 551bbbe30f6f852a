"""Servers whose answers depend on what came before, lawfully."""

from __future__ import annotations

import json
from collections import Counter

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


def _more_at_each_reading(app: ASGIApp) -> ASGIApp:
    """Between two readings of a chat, the server puts one more message of its own into it."""
    readings: Counter[str] = Counter()

    def changed(answer: Answer) -> None:
        if answer.status == 200 and answer.has_json and isinstance(answer.json, list):
            chat = answer.scope["path"]
            readings[chat] += 1
            woven = []
            for number, message in enumerate(answer.json):
                woven.append(message)
                if number < readings[chat]:
                    note = {**message, "message_id": f"note-{number}", "sender": "assistant"}
                    woven.append({**note, "content": "A reply.", "metadata": None})
            answer.json = woven

    return Rewriting(app, answer=changed)


def _replies_kept_elsewhere(app: ASGIApp) -> ASGIApp:
    """Replies aren't in the transcript, nor is what the agent was asked."""
    apart: set[str] = set()

    def changed(answer: Answer) -> None:
        if answer.status != 200 or not answer.has_json:
            return
        if isinstance(answer.json, list):
            answer.json = [one for one in answer.json if one["message_id"] not in apart]
        elif "response" in answer.json:
            apart.add(answer.json["message_id"])

    return Rewriting(app, answer=changed)


def _repeats_what_it_is_told(app: ASGIApp) -> ASGIApp:
    """An agent that says again what it was asked."""
    said: dict[str, str] = {}

    def asked(scope: Scope, body: bytes) -> bytes:
        scope["asked"] = body
        return body

    def changed(answer: Answer) -> None:
        if answer.status != 200 or not answer.has_json:
            return
        if isinstance(answer.json, list):
            answer.json = [
                {**one, "content": said.get(one["message_id"], one["content"])}
                for one in answer.json
            ]
        elif "response" in answer.json:
            text = json.loads(answer.scope["asked"])["content"]
            said[answer.json["message_id"]] = text
            answer.json = {**answer.json, "response": text}

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
    Variant(
        "messages of the server that come later",
        _more_at_each_reading,
        "CONTRACT, What comes back: nothing in a transcript changes or goes missing; more may come",
        frozenset({"TRAN-08"}),
    ),
    Variant(
        "replies kept elsewhere",
        _replies_kept_elsewhere,
        "CONTRACT says nothing of replies in transcripts",
        frozenset({"AGENT-11"}),
    ),
    Variant(
        "an agent that repeats what it is told",
        _repeats_what_it_is_told,
        "CONTRACT, Schemas: response is any string",
    ),
)
