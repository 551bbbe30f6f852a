"""The middleware that makes a correct server a faulty one."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.reference.faults.fault import Fault
from conformance.sabotage.asgi import answer_of, giving, send_answer, whole
from conformance.sabotage.call import Call
from conformance.sabotage.memory import Memory
from conformance.sabotage.remembering import remember


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
        call = Call(dict(scope), await whole(receive), self._memory)
        if call.operation is None:
            await self._app(scope, giving(call.body), send)
            return
        concerned = call.operation == self._fault.operation
        if concerned:
            self._fault.before(call)
        call.answer = await answer_of(self._app, call.scope, call.body)
        if call.fate is not None and call.answer.status not in {401, 429}:
            call.answer.become(call.fate)
        if concerned:
            self._fault.after(call)
        remember(call)
        await send_answer(call.answer, send)
