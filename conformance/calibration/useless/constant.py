"""Targets that always say the same."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.calibration.useless.useless import Useless, application

Headers = tuple[tuple[bytes, bytes], ...]

JSON = "application/json"
CHALLENGE = ((b"www-authenticate", b"Bearer"),)
LIMITS = (
    (b"x-ratelimit-limit", b"30"),
    (b"x-ratelimit-remaining", b"29"),
    (b"x-ratelimit-reset", b"60"),
)


def always(status: int, body: bytes, content_type: str = JSON, headers: Headers = ()) -> ASGIApp:
    """One answer to everything."""
    length = (b"content-length", str(len(body)).encode())
    every = [(b"content-type", content_type.encode()), *headers, length]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        await send({"type": "http.response.start", "status": status, "headers": every})
        await send({"type": "http.response.body", "body": body})

    return app


CONSTANT: tuple[Useless, ...] = (
    application("200 {}", always(200, b"{}")),
    application("200 {} with limits", always(200, b"{}", headers=LIMITS)),
    application("200 []", always(200, b"[]")),
    application("204", always(204, b"")),
    application("404", always(404, b'{"detail": "Not found"}')),
    application("401", always(401, b'{"detail": "No"}', headers=CHALLENGE)),
    application("403", always(403, b'{"detail": "No"}')),
    application("422", always(422, b'{"detail": "No"}', headers=LIMITS)),
    application("429", always(429, b'{"detail": "Wait"}', headers=((b"retry-after", b"0"),))),
    application("500", always(500, b'{"detail": "Oops"}')),
    application("an HTML page", always(200, b"<!doctype html><title>Hello</title>", "text/html")),
    application(
        "a redirect",
        always(302, b"", "text/html", ((b"location", b"https://elsewhere.example/"),)),
    ),
)
