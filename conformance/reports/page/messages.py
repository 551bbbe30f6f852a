"""Requests and answers as text, with the place that a finding is about marked."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from conformance.exchange import Exchange, Headers
from conformance.reports.page.spotting import span
from conformance.reports.text import BLOCK_LIMIT, body_text, visible

HEADERS_SHOWN = 60
MARK = Markup("<mark>{}</mark>")


def heads(headers: Headers, pointer: str = "") -> Markup:
    """Headers, one on a line; the one that a pointer names is marked."""
    lines = []
    for name, value in headers[:HEADERS_SHOWN]:
        line = Markup.escape(f"{visible(name)}: {visible(value)}")
        lines.append(MARK.format(line) if f"header:{name}".lower() == pointer.lower() else line)
    if len(headers) > HEADERS_SHOWN:
        lines.append(Markup.escape(f"… ({len(headers) - HEADERS_SHOWN} more headers)"))
    return Markup("\n").join(lines)


def request_line(exchange: Exchange) -> str:
    """The method and the address as sent."""
    return f"{visible(exchange.request.method, 20)} {visible(exchange.request.url, 2000)}"


def status_line(exchange: Exchange, pointer: str = "") -> Markup:
    """The answer's status, marked where that is what the finding is about."""
    assert exchange.response is not None
    line = Markup.escape(f"Status {exchange.response.status}")
    return MARK.format(line) if pointer == "status" else line


def content(body: bytes, pointers: Sequence[str] = ()) -> Markup:
    """A body, cut where it is long; the values at JSON pointers into it are marked."""
    spans = _spans(body, pointers)
    if not spans:
        return Markup.escape(body_text(body))
    text, shown, end = body.decode(), Markup(""), 0
    for start, stop in spans:
        shown += _block(text[end:start]) + MARK.format(_block(text[start:stop]))
        end = stop
    return shown + _block(text[end:])


def _spans(body: bytes, pointers: Sequence[str]) -> list[tuple[int, int]]:
    """Places in a body that is short enough to be shown whole; none lies within another."""
    if len(body) > BLOCK_LIMIT:
        return []
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return []
    found = sorted(filter(None, (_nearest(text, one) for one in pointers)))
    return [one for place, one in enumerate(found) if not place or found[place - 1][1] <= one[0]]


def _nearest(text: str, pointer: str) -> tuple[int, int] | None:
    """Where a value is or, if it is missing, what it is missing in; never the whole body."""
    while pointer.startswith("/"):
        if found := span(text, pointer):
            return found
        pointer = pointer.rpartition("/")[0]
    return None


def _block(text: str) -> Markup:
    return Markup.escape(visible(text, 2 * BLOCK_LIMIT, lines=True))


def answer(exchange: Exchange) -> str:
    """What became of an exchange, in a word or two."""
    if exchange.response is not None:
        return str(exchange.response.status)
    return "no answer" if exchange.sent else "not sent"


def milliseconds(exchange: Exchange) -> int:
    """How long it took."""
    return round(1000 * (exchange.ended - exchange.started))
