"""The same answers by other means of HTTP."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

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
    Variant("slow answers", slow, "CONTRACT sets no time, but that no request hangs"),
)
