"""Targets whose answers look like those of the API, and have nothing to do with the request."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.calibration.useless.useless import Useless, application

Answer = Callable[[Scope, bytes], Any]
"""Makes the JSON body of a success from a request and its body."""

MOMENT = "2025-06-16T10:30:00Z"


def answering(make: Answer) -> ASGIApp:
    """200 to everything, with the JSON that `make` gives."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = [
            (b"content-type", b"application/json"),
            (b"x-ratelimit-limit", b"30"),
            (b"x-ratelimit-remaining", b"29"),
            (b"x-ratelimit-reset", b"60"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(make(scope, body)).encode()})

    return app


def chat(id_: str) -> dict[str, Any]:
    return {
        "chat_id": f"chat_{id_}",
        "client_id": "web_form_47",
        "agent_id": "agent_main",
        "ai_enabled": True,
        "lead_collected": False,
        "created_at": MOMENT,
    }


def message(id_: str) -> dict[str, Any]:
    return {
        "message_id": f"msg_{id_}",
        "chat_id": "chat_123",
        "sender": "user",
        "content": "Hello",
        "created_at": MOMENT,
    }


def receipt(id_: str) -> dict[str, Any]:
    return {"handoff_id": f"handoff_{id_}", "status": "queued", "chat_id": "chat_123"}


def reply(id_: str) -> dict[str, Any]:
    return {
        "agent_id": "agent_main",
        "chat_id": "chat_123",
        "response": "Hello",
        "message_id": f"msg_{id_}",
        "timestamp": MOMENT,
    }


def fresh() -> str:
    return uuid.uuid4().hex


FORMS: dict[str, Callable[[str], Any]] = {
    "new-chat": chat,
    "new-message": message,
    "email-handoff": receipt,
    "messages": lambda id_: [message(id_)],
    "agent": reply,
    "v2": reply,
}


def _place(scope: Scope) -> str:
    return str(scope["path"]).rpartition("/")[2]


def _by_place(forms: dict[str, Callable[[str], Any]], make_id: Callable[[], str]) -> Answer:
    def answer(scope: Scope, _body: bytes) -> Any:
        place = _place(scope)
        return forms[place](make_id()) if place in forms else chat(make_id())

    return answer


def _shifted() -> dict[str, Callable[[str], Any]]:
    """Each operation's answer in place of the one before it."""
    forms = list(FORMS.values())
    return dict(zip(FORMS, [*forms[1:], forms[0]], strict=True))


def _with_ids(make_id: Callable[[], str]) -> Answer:
    def answer(scope: Scope, body: bytes) -> Any:
        try:
            sent = json.loads(body)
        except ValueError:
            sent = {}
        made = {**chat(make_id()), **message(make_id()), **receipt(make_id())}
        return {**made, **(sent if isinstance(sent, dict) else {"sent": sent})}

    return answer


def _anything(_scope: Scope, _body: bytes) -> Any:
    # Not a secret: what is drawn only has to differ.
    draw = random.Random()  # noqa: S311
    names = ["chat_id", "message_id", "id", "status", "data", "content", "created_at"]
    values = ["", "x", MOMENT, 7, -0.5, True, None, [], {}, [1, "2"], {"id": "y"}]
    objects = {name: draw.choice(values) for name in draw.sample(names, 4)}
    return draw.choice([objects, [objects], *values])


def _all_in_one(_scope: Scope, _body: bytes) -> Any:
    return {**chat("1"), **message("1"), **receipt("1"), **reply("1")}


MOCKS: tuple[Useless, ...] = (
    application("a new chat for everything", answering(lambda scope, body: chat(fresh()))),
    application("the answers of other operations", answering(_by_place(_shifted(), fresh))),
    application("the same example for everything", answering(_all_in_one)),
    application("an example for each operation", answering(_by_place(FORMS, lambda: "1"))),
    application("examples with new ids", answering(_by_place(FORMS, fresh))),
    application("what was sent, with the same ids", answering(_with_ids(lambda: "1"))),
    application("what was sent, with new ids", answering(_with_ids(fresh))),
    application("anything in JSON", answering(_anything)),
)
