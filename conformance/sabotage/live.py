"""A requirement's saboteur in a running server.

The server marks every answer in which the fault shows with the header `X-Conformance-Sabotage`, so
that a transcript tells which answers were correct.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.contract import Contract
from conformance.requirement import Requirement, Saboteur
from conformance.sabotage.asgi import answer_of, send_answer, whole
from conformance.sabotage.call import Answer, Call
from conformance.sabotage.memory import Memory
from conformance.sabotage.remembering import remember
from conformance.sabotage.spoiling import Spoiling
from conformance.target import Credentials

MARK = "X-Conformance-Sabotage"


class Sabotaged:
    """`app` with a saboteur of a requirement in it.

    `tokens` are the server's credentials by their owners' names. `marked` counts the answers in
    which the fault showed, and `broken` says what went wrong in the server itself.
    """

    def __init__(
        self,
        app: ASGIApp,
        requirement: Requirement,
        saboteur: Saboteur,
        spoiling: Spoiling | None,
        tokens: Mapping[str, str],
    ) -> None:
        self._app = app
        self._name = f"{requirement.id}:{saboteur.slug}".encode("ascii")
        self._saboteur = saboteur
        self._spoiling = spoiling
        self._tokens = tokens
        self._memory = Memory()
        self.marked = 0
        self.broken: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, or the application's lifespan."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        call = Call(dict(scope), await whole(receive), self._memory, tokens=self._tokens)
        try:
            answer = await self._answer(call)
        except Exception as error:
            self._note(call, type(error).__name__)
            raise
        if answer is not None:
            await send_answer(answer, send)
            return
        while (await receive())["type"] != "http.disconnect":
            pass

    async def _answer(self, call: Call) -> Answer | None:
        """The answer, wrong if the fault concerns it; None where the server falls silent."""
        deciding = self._decided(call)
        pending = self._memory.pending
        pending.append(call)
        try:
            await asyncio.sleep(call.hold)
            call.answer = await answer_of(self._app, call.scope, call.body)
        finally:
            pending[:] = [one for one in pending if one is not call]
        if call.answer.status >= 500:
            self.broken.append(
                f"{call.answer.status} at {call.scope['method']} {call.scope['path']}"
            )
        if call.fate is not None and call.answer.status not in {401, 429}:
            call.answer.become(call.fate)
        right = Answer(call.answer.status, list(call.answer.headers), call.answer.body)
        for _ in deciding:
            pass
        remember(call)
        wrong: Answer | None = call.answer
        if self._spoiling is not None:
            wrong = await self._spoiling.spoilt(call)
        if wrong is None or call.changed or wrong != right or call.fate is not None:
            self.marked += 1
            if wrong is not None:
                wrong.set_header(MARK.lower().encode("ascii"), self._name)
        return wrong

    def _note(self, call: Call, what: str) -> None:
        """Remember what the server itself got wrong, which is not the saboteur's doing."""
        self.broken.append(f"{what} at {call.scope['method']} {call.scope['path']}")

    def _decided(self, call: Call) -> Iterator[None]:
        """What is left to do when the answer is there, after the fault has seen the request."""
        decide = self._saboteur.decide
        later = decide(call) if decide is not None else None
        if later is None:
            return iter(())
        next(later, None)
        return later


def sabotage_server(
    app: ASGIApp,
    requirement: Requirement,
    saboteur: Saboteur,
    contract: Contract,
    credentials: Credentials,
) -> Sabotaged:
    """`app` with a saboteur in it; `credentials` are the server's own, by their owners' names."""
    spoiling = None
    if saboteur.spoil is not None:
        spoiling = Spoiling(requirement, saboteur, contract, credentials)
    return Sabotaged(app, requirement, saboteur, spoiling, credentials.secrets)
