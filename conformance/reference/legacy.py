"""Old `/external/tools/*` paths: a permanent redirect into the message namespace."""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

_ROOT = "/external/tools"
_DEFAULT = "/external/message/new-message"
_SUCCESSORS = {
    "lead-form": _DEFAULT,
    "appointment": _DEFAULT,
    "email-handoff": "/external/message/email-handoff",
}


class LegacyRedirects:
    """Middleware that answers every method on an old path with 308, without a credential.

    `Location` comes from a fixed table and is a path only. Nothing of the request's path or
    of its Host or X-Forwarded-* fields goes into it, so it can't lead to another origin. This
    isn't a route, because a route's pattern doesn't match a path with a newline in it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirects an old path and passes everything else on."""
        path = scope.get("path", "")
        if scope["type"] != "http" or not (path == _ROOT or path.startswith(_ROOT + "/")):
            await self._app(scope, receive, send)
            return
        location = successor(path).encode("ascii")
        if scope["query_string"]:
            location += b"?" + _printable(scope["query_string"])
        headers = [(b"location", location), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 308, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


def successor(path: str) -> str:
    """The new path of a decoded old one."""
    return _SUCCESSORS.get(path.removeprefix(_ROOT).strip("/"), _DEFAULT)


def _printable(query: bytes) -> bytes:
    """The query as it came; bytes that no header field may hold are percent-encoded."""
    return re.sub(rb"[^\x21-\x7e]", lambda found: b"%%%02X" % found[0][0], query)
