"""The middleware that makes a correct server a faulty one."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from conformance.reference.faults.fault import Fault
from conformance.sabotage.call import READING, Answer, Call
from conformance.sabotage.memory import Chat, Memory, Message


class Faulty:
    """`app` with a fault in it. What the fault doesn't concern passes through unchanged."""

    def __init__(self, app: ASGIApp, fault: Fault) -> None:
        self._app = app
        self._fault = fault
        self._memory = Memory()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, or the application's lifespan."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        call = Call(dict(scope), await _whole(receive), self._memory)
        if call.operation is None:
            await self._app(scope, _giving(call.body), send)
            return
        concerned = call.operation == self._fault.operation
        if concerned:
            self._fault.before(call)
        call.answer = await self._answer(call)
        if call.fate is not None and call.answer.status not in {401, 429}:
            call.answer.become(call.fate)
        if concerned:
            self._fault.after(call)
        _remember(call)
        answer = call.answer
        start = {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
        await send(start)
        await send({"type": "http.response.body", "body": answer.body})

    async def _answer(self, call: Call) -> Answer:
        events: list[Event] = []

        async def take(event: Event) -> None:
            events.append(event)

        scope = {**call.scope, "headers": _with_length(call)}
        await self._app(scope, _giving(call.body), take)
        start, *rest = events
        body = b"".join(event.get("body", b"") for event in rest)
        return Answer(start["status"], list(start["headers"]), body)


def _remember(call: Call) -> None:
    """Take note of what was accepted."""
    if call.answer.status != 200:
        return
    if call.operation == "new-chat":
        chats = call.memory.chats
        chats[call.answer.json["chat_id"]] = Chat(call.caller, call.members)
    elif (chat := call.chat) is None:
        return
    elif call.operation == "new-message":
        message_id = call.answer.json["message_id"]
        chat.messages.append(Message(message_id, call.text("sender"), call.text("content")))
    elif call.operation == "email-handoff":
        chat.handoffs.append((call.answer.json["handoff_id"], len(chat.messages)))
    elif call.operation == READING:
        chat.readings += 1


def _with_length(call: Call) -> list[tuple[bytes, bytes]]:
    """The request's headers, which tell the length of the body as it is now."""
    length = b"%d" % len(call.body)
    headers: list[tuple[bytes, bytes]] = call.scope["headers"]
    return [(name, length if name == b"content-length" else value) for name, value in headers]


def _giving(body: bytes) -> Receive:
    async def give() -> Event:
        return {"type": "http.request", "body": body, "more_body": False}

    return give


async def _whole(receive: Receive) -> bytes:
    body = b""
    while True:
        event = await receive()
        body += bytes(event.get("body", b""))
        if not event.get("more_body"):
            return body
