"""Every exchange of a run as data that the page's script shows when somebody asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from conformance.exchange import Exchange
from conformance.reports.page.messages import answer, heads, milliseconds, request_line
from conformance.reports.text import body_text, visible

SHOWN = 10_000
"""So many exchanges are in the page; of a longer run, the rest is in the transcript alone."""

BODY_LIMIT = 1024
"""Bytes of each body in the page."""


def log(exchanges: Iterable[Exchange]) -> Markup:
    """Exchanges as a JSON array that stands in a script element without ending it."""
    lines = (json.dumps(_row(exchange), separators=(",", ":")) for exchange in exchanges)
    text = f"[{','.join(lines)}]"
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - JSON without a sign that HTML would heed


def _row(exchange: Exchange) -> list[Any]:
    """In the order in which the script takes it apart."""
    response = exchange.response
    return [
        exchange.number,
        visible(exchange.flow, 80),
        visible(exchange.case, 120),
        visible(exchange.step, 120),
        request_line(exchange),
        _unescaped(heads(exchange.request.headers)),
        body_text(exchange.request.body, BODY_LIMIT),
        answer(exchange),
        "" if response is None else _unescaped(heads(response.headers)),
        body_text(response.body, BODY_LIMIT) if response else visible(exchange.unanswered or ""),
        milliseconds(exchange),
        round(exchange.started, 3),
    ]


def _unescaped(markup: Markup) -> str:
    return markup.unescape()
