"""Stands in for a target where nothing is to be sent: it says yes to everything."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from typing import Any

from conformance.contract import Contract
from conformance.drive.client import Client
from conformance.exchange import Request, Response


@dataclass
class Part:
    """What all understudies of one target know. Safe for several threads.

    `full` is set when the next request is one too many, as somebody else knows who counts.
    """

    contract: Contract
    base: str
    full: bool = False
    _made: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, request: Request) -> Response:
        """The answer to a request that nobody gets: as documented, with ids that are new."""
        operation = self.contract.at(request.method, request.url.removeprefix(self.base))
        if operation is None:
            return Response(404)
        with self._lock:
            if self.full:
                self.full = False
                return Response(429, (("Retry-After", "0"),))
            self._made += 1
            made = {name: f"{name}-{self._made}" for name in operation.server_made}
        answer: Any = [made] if operation.answers_list else {**_sent(request), **made}
        return Response(200, (("Content-Type", "application/json"),), json.dumps(answer).encode())


class Understudy(Client):
    """Takes the place of a client."""

    def __init__(self, part: Part) -> None:
        self._part = part

    def __exit__(self, *_: object) -> None:
        """There is nothing to close."""

    def send(self, request: Request) -> tuple[Response | None, str | None]:
        return self._part.answer(request), None


def _sent(request: Request) -> dict[str, Any]:
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
