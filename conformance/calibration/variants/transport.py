"""The same answers by other means of HTTP."""

from __future__ import annotations

import asyncio
import gzip

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from conformance.calibration.rewriting import Answer
from conformance.calibration.variants.changes import answers, header
from conformance.calibration.variants.variant import Variant


def _upper_case_headers(answer: Answer) -> None:
    answer.headers = [(name.upper(), value) for name, value in answer.headers]


def _charset(answer: Answer) -> None:
    kind = answer.get("Content-Type")
    if kind is not None:
        answer.set("Content-Type", f'{kind.upper()} ; Charset="utf-8"')


def _created(answer: Answer) -> None:
    posted = answer.scope["method"] == "POST"
    answer.status = 201 if posted and answer.status == 200 else answer.status


def slow(app: ASGIApp) -> ASGIApp:
    """Each answer takes a while."""

    async def waiting(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.04)
        await app(scope, receive, send)

    return waiting


def _compressed(answer: Answer) -> None:
    answer.body = gzip.compress(answer.body, 1)
    answer.set("Content-Encoding", "gzip")
    answer.set("Content-Length", str(len(answer.body)))
    answer.set("Vary", "Accept-Encoding")


def _in_pieces(app: ASGIApp) -> ASGIApp:
    """Bodies that come in chunks of a few bytes, which cut characters in two."""

    async def cutting(scope: Scope, receive: Receive, send: Send) -> None:
        async def cut(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if pair[0].lower() != b"content-length"]
                message = {**message, "headers": kept}
            elif message["type"] == "http.response.body":
                body = message.get("body", b"")
                step = max(1, len(body) // 20)
                for at in range(0, len(body), step):
                    piece = body[at : at + step]
                    await send({**message, "body": piece, "more_body": True})
                message = {**message, "body": b""}
            await send(message)

        await app(scope, receive, cut)

    return cutting


def _proxied(answer: Answer) -> None:
    answer.headers += [
        ("Set-Cookie", "session=1; HttpOnly"),
        ("Set-Cookie", "lane=2; Path=/external"),
        ("Server-Timing", 'db;dur=3.2, app;desc="the app";dur=11'),
        ("Strict-Transport-Security", "max-age=63072000"),
        ("Content-Security-Policy", "default-src 'none'"),
        ("Access-Control-Allow-Origin", "*"),
        ("ETag", 'W/"5"'),
        ("Vary", "Accept, Authorization"),
        ("Via", "1.1 proxy.example"),
        ("Alt-Svc", 'h3=":443"; ma=86400'),
        ("Deprecation", "@1688169599"),
        ("Link", '<https://docs.example/v4>; rel="successor-version"'),
        ("X-Request-Id", "7b1f"),
    ]


STATUSES = frozenset({"AGENT-03", "APPT-11", "CHAT-08", "HAND-05", "LEAD-09"})
NAMES = "RFC 9110 section 5.1: field names are case-insensitive"

TRANSPORT = (
    Variant("header names in upper case", answers(_upper_case_headers), NAMES),
    Variant("chunked bodies", header("Content-Length", None), "RFC 9112 section 7.1"),
    Variant("a charset", answers(_charset), "RFC 9110 section 8.3.1: parameters, any case"),
    Variant(
        "201 for what is created",
        answers(_created),
        "RFC 9110 section 15.3.2; CONTRACT has 200 from older pages only",
        STATUSES,
    ),
    Variant(
        "a connection for each request",
        header("Connection", "close"),
        "RFC 9112 section 9.6: a server may close",
    ),
    Variant(
        "compressed bodies",
        answers(_compressed),
        "RFC 9110 section 12.5.3: without Accept-Encoding any content coding is acceptable",
    ),
    Variant("bodies in small pieces", _in_pieces, "RFC 9112 section 7.1: chunks of any size"),
    Variant("the headers of a proxy", answers(_proxied), "RFC 9110 section 5.1: fields are open"),
    Variant("slow answers", slow, "CONTRACT sets no time, but that no request hangs"),
)
