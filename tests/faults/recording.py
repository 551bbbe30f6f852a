"""Servers that write down what they are asked and answer, and that answer it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from conformance.sabotage.asgi import giving, whole


@dataclass(frozen=True)
class Recorded:
    """A request as it came, whole, and all that was sent as its answer."""

    scope: Scope
    body: bytes
    answer: tuple[Message, ...]

    @property
    def flow(self) -> str:
        """The flow whose request it was."""
        headers: dict[bytes, bytes] = dict(self.scope["headers"])
        return headers[b"x-conformance-step"].decode().split("/")[0]


@dataclass
class Recording:
    """Passes everything on to `app`, and keeps it in the order of the answers."""

    app: ASGIApp
    kept: list[Recorded] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = await whole(receive)
        answer: list[Message] = []

        async def sent(message: Message) -> None:
            answer.append(message)
            await send(message)

        before = {**scope}
        await self.app(scope, giving(body), sent)
        self.kept.append(Recorded(before, body, tuple(answer)))


@dataclass
class Repeating:
    """Gives the recorded answers in their order, and keeps what it was asked."""

    recorded: Sequence[Recorded]
    asked: list[tuple[Scope, bytes]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append((scope, await whole(receive)))
        for message in self.recorded[len(self.asked) - 1].answer:
            await send(message)
