"""The application: from a request to the bytes of its answer."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from .allowance import Allowances
from .body import LARGEST, Members, json_object
from .callers import agent_of
from .operations import Operations
from .problem import Problem
from .redirects import redirect

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Answer = tuple[int, dict[str, str], bytes]

TOKENS: Mapping[str, str] = {"token-of-the-North-desk": "north", "token-of-the-South-desk": "south"}
"""The two agents' tokens."""

DOCUMENTED: Mapping[str, int] = {
    "new-chat": 30,
    "new-message": 120,
    "email-handoff": 60,
    "messages": 300,
    "agent": 60,
    "v2": 60,
}
"""Requests a window: those of new-message count for each chat, all others for each agent."""

_POSTED = re.compile(
    r"/external/(?:message/(new-chat|new-message|email-handoff)|(agent)(?:/(v2))?)"
)
_READ = re.compile(r"/external/chat/(.+)/messages", re.DOTALL)


class SecondServer:
    """An ASGI application. `window` is seconds; with `limits` None nothing is refused for them."""

    def __init__(self, limits: Mapping[str, int] | None = DOCUMENTED, window: float = 60) -> None:
        self._allowances = Allowances(limits or DOCUMENTED, window, limits is not None)
        self._operations = Operations()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        body = await _body(receive)
        status, headers, content = self._answer(scope, body)
        headers = {**headers, "Content-Length": str(len(content))}
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": content})

    def _answer(self, scope: Scope, body: bytes) -> Answer:
        path, method = scope["path"], scope["method"]
        if path == "/external/tools" or path.startswith("/external/tools/"):
            return redirect(path, scope["query_string"], method)
        headers = {"Cache-Control": "private, no-store"}
        try:
            status, value = 200, self._carry_out(scope, path, method, body, headers)
            headers["Content-Type"] = "application/json; charset=utf-8"
        except Problem as problem:
            status, value = problem.status, problem.document
            headers |= {**problem.headers, "Content-Type": "application/problem+json"}
        # In ASCII, because a text may hold half of a surrogate pair.
        return status, headers, json.dumps(value, separators=(",", ":")).encode("ascii")

    def _carry_out(
        self, scope: Scope, path: str, method: str, body: bytes, headers: dict[str, str]
    ) -> Any:
        read, posted = _READ.fullmatch(path), _POSTED.fullmatch(path)
        if not (read or posted):
            raise Problem(404, "Nothing is here.")
        allowed = "GET" if read else "POST"
        if method != allowed:
            raise Problem(405, f"Only {allowed} is possible here.", Allow=allowed)
        agent = agent_of(scope["headers"], scope["query_string"], TOKENS)
        if read:
            headers |= self._allowances.headers_of_one_more("messages", agent)
            self._allowances.check("messages", agent)
            return self._operations.read(agent, read[1])
        assert posted
        name = posted[1] or posted[3] or posted[2]
        return self._post(agent, name, scope, body, headers)

    def _post(
        self, agent: str, name: str, scope: Scope, body: bytes, headers: dict[str, str]
    ) -> Any:
        media_type = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1")
        value, refusal = {}, None
        try:
            value = json_object(body, media_type)
        except Problem as problem:
            refusal = problem
        key = [name, agent]
        if name == "new-message" and self._operations.knows(value.get("chat_id")):
            key.append(value["chat_id"])
        headers |= self._allowances.headers_of_one_more(*key)
        self._allowances.check(*key)
        if refusal is not None:
            raise refusal
        return self._operations.by_name[name](agent, Members(value))


async def _body(receive: Receive) -> bytes:
    """The body; of one that is too large only as much as shows it."""
    body, more = b"", True
    while more:
        message = await receive()
        body = (body + message.get("body", b""))[: LARGEST + 1]
        more = message.get("more_body", False)
    return body


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
