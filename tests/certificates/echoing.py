"""Servers that hand a caller's credential back in odd places."""

from __future__ import annotations

import base64
import codecs
from collections.abc import Callable
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Header = tuple[bytes, bytes]
Echo = Callable[[bytes], tuple[list[Header], bytes]]
"""From a credential to headers that are added, and what is added to the body's end."""


class Echoing:
    """The answers of an application, with what `echo` makes of the credential in each."""

    def __init__(self, app: ASGIApp, echo: Echo) -> None:
        self._app = app
        self._echo = echo

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        headers, more = self._echo(given) if given else ([], b"")

        async def changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [
                    one for one in message["headers"] if one[0] != b"content-length" or not more
                ]
                message = {**message, "headers": [*kept, *headers]}
            elif message["type"] == "http.response.body" and not message.get("more_body"):
                message = {**message, "body": message.get("body", b"") + more}
            await send(message)

        await self._app(scope, receive, changed)


def header(value: Callable[[bytes], bytes]) -> Echo:
    return lambda given: ([(b"x-echo", value(given))], b"")


def body(value: Callable[[bytes], bytes]) -> Echo:
    return lambda given: ([], b"\n" + value(given))


def token(given: bytes) -> bytes:
    return given.rpartition(b" ")[2]


def halves(given: bytes) -> tuple[list[Header], bytes]:
    middle = len(token(given)) // 2
    return [(b"x-echo", token(given)[:middle])], token(given)[middle:]


def named(given: bytes) -> tuple[list[Header], bytes]:
    return [(b"x-" + token(given).lower(), b"1")], b""


def escaped(given: bytes) -> bytes:
    return b"".join(b"\\u%04x" % one for one in token(given))


REPLACED: dict[str, Echo] = {
    "header": header(lambda given: given),
    "body": body(lambda given: b"you sent " + given),
    "name of a header": named,
    "redirect": lambda given: ([(b"location", b"https://else.example/?t=" + token(given))], b""),
    "upper case": body(lambda given: token(given).upper()),
    "percent": body(lambda given: quote(given, safe="").encode()),
    "percent everywhere": body(lambda given: b"".join(b"%%%02X" % one for one in given)),
    "base64": header(base64.b64encode),
    "base64 after one": header(lambda given: base64.b64encode(b"x" + given)),
    "base64 after two": header(lambda given: base64.b64encode(b"xy" + given)),
    "base64 of the token": header(lambda given: base64.b64encode(token(given))),
    "hexadecimal": body(lambda given: token(given).hex().encode()),
    "escaped": body(escaped),
    "backwards": body(lambda given: token(given)[::-1]),
}
"""What redaction replaces wherever it stands."""

REFUSED: dict[str, Echo] = {
    "in two halves": halves,
    "base64 twice": header(lambda given: base64.b64encode(base64.b64encode(given))),
    "rot13": body(lambda given: codecs.encode(token(given).decode(), "rot13").encode()),
    "entities": body(lambda given: b"".join(b"&#%d;" % one for one in token(given))),
}
"""What redaction doesn't know, so that nothing is handed out."""
