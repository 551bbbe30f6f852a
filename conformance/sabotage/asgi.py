"""One request read whole, one answer taken whole: what stands in front of an application."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from conformance.sabotage.call import Answer


async def whole(receive: Receive) -> bytes:
    """The body of a request."""
    body = b""
    while True:
        event = await receive()
        body += bytes(event.get("body", b""))
        if not event.get("more_body"):
            return body


def giving(body: bytes) -> Receive:
    """What lets an application receive this body."""

    async def give() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return give


async def answer_of(app: ASGIApp, scope: Scope, body: bytes) -> Answer:
    """The application's answer to a request, whose headers get the length of the body."""
    events: list[Message] = []

    async def take(event: Message) -> None:
        events.append(event)

    length = b"%d" % len(body)
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    fitting = [(name, length if name == b"content-length" else value) for name, value in headers]
    await app({**scope, "headers": fitting}, giving(body), take)
    start, *rest = events
    content = b"".join(event.get("body", b"") for event in rest)
    return Answer(start["status"], list(start["headers"]), content)


async def send_answer(answer: Answer, send: Send) -> None:
    """Send an answer on its way."""
    start = {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
    await send(start)
    await send({"type": "http.response.body", "body": answer.body})
