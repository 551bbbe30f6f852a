"""Targets that answer with what they were sent."""

from __future__ import annotations

from starlette.types import Receive, Scope, Send

from conformance.calibration.useless.useless import Useless, application


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        return
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


PARROTING: tuple[Useless, ...] = (application("echo", _echo),)
