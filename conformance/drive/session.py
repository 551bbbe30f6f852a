"""What a scenario drives with: one call after another, each written down under its step.

A session never raises for what a target does. Where a call builds on something that is missing, the
call is written down as not sent, with the reason, so that every planned step is in the transcript.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from conformance.drive.attempts import Attempts
from conformance.drive.client import Client
from conformance.drive.reply import Missing, Reply, missing_in
from conformance.drive.stage import Stage
from conformance.drive.unknown import another
from conformance.exchange import RUN_HEADER, Exchange, Headers, Request
from conformance.redaction import label
from conformance.target import MAIN

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Spelled:
    """A value for a path, some of whose characters are percent-encoded without need."""

    text: str
    positions: frozenset[int]

    def __str__(self) -> str:
        return "".join(
            "".join(f"%{byte:02X}" for byte in character.encode())
            if place in self.positions
            else quote(character, safe="")
            for place, character in enumerate(self.text)
        )


@dataclass(frozen=True, slots=True)
class Session:
    """One case of a scenario, on its way. `probe`: it looks for a smaller failing request."""

    stage: Stage
    client: Client
    flow: str
    case: str
    probe: bool = False

    @property
    def chat(self) -> str | Missing:
        """The chat that the run's first call opened, for what needs no chat of its own."""
        return self.stage.chat

    @property
    def run(self) -> str:
        """The run's id."""
        return self.stage.run

    def unique(self, what: str = "text") -> str:
        """A text that nothing else in this run has."""
        return self.stage.unique(what)

    def unknown_chat(self) -> str | Missing:
        """The id of a chat that there isn't."""
        return self.chat if isinstance(self.chat, Missing) else another(self.chat)

    def chat_body(self, **members: Any) -> dict[str, Any]:
        """A valid body for `new-chat` that an operator can find again."""
        metadata = {"conformance_run": self.run, **(members.pop("metadata", None) or {})}
        return {"client_id": self.unique("client"), **members, "metadata": metadata}

    def message_body(self, chat: Any, **members: Any) -> dict[str, Any]:
        """A valid body for `new-message`."""
        return {"chat_id": chat, "sender": "user", "content": self.unique("message"), **members}

    def handoff_body(self, chat: Any, **members: Any) -> dict[str, Any]:
        """A valid body for `email-handoff`."""
        return {"chat_id": chat, "customer_email": "buyer@example.com", **members}

    def open_chat(self, step: str = "chat", *, agent: str = MAIN, **members: Any) -> Any:
        """Open a chat of one's own (they are few: see the budget); its `chat_id`, or Missing."""
        return self.call(step, "new-chat", self.chat_body(**members), agent=agent).value("chat_id")

    def call(
        self,
        step: str,
        operation: str,
        body: Any = None,
        *,
        raw: bytes | Missing | None = None,
        agent: str | None = MAIN,
        carrier: str | None = None,
        credential: str | None = None,
        content_type: str | None = JSON,
        headers: Headers = (),
        path: Mapping[str, Any] | None = None,
        method: str | None = None,
        superseding: bool = True,
    ) -> Reply:
        """Call an operation of the contract.

        `body` is sent as JSON, or `raw` as it is. `agent` None: without a credential; `credential`
        sends another value than the agent's, such as a forged one or a `label(...)` (then the
        exchange counts as nobody's). `method`: another one than the contract's. `superseding`: a
        429 is waited for and the call sent again.
        """
        found = self.stage.contract.operation(operation)
        missing = next(missing_in([body, raw, list((path or {}).values())]), None)
        filled = found.path
        for name, value in (path or {}).items():
            quoted = str(value) if isinstance(value, Spelled) else quote(str(value), safe="")
            filled = filled.replace("{" + name + "}", quoted)
        content = raw if isinstance(raw, bytes) else _encoded(body) if missing is None else b""
        if content_type is not None and (content or raw is not None):
            headers = (("Content-Type", content_type), *headers)
        own, query = self._credential(agent, carrier, credential)
        request = self._request(
            step, method or found.method, filled + query, (*own, *headers), content
        )
        known = found.key if method in {None, found.method} else None
        used = (carrier or self.stage.carrier) if agent is not None else None
        who = agent if credential is None else None
        return self._perform(self._exchange(step, request, known, who, used), missing, superseding)

    def visit(
        self,
        step: str,
        method: str,
        target: str | Missing,
        body: Any = None,
        headers: Headers = (),
        *,
        agent: str | None = MAIN,
    ) -> Reply:
        """Send to a path that is not in the contract, exactly as written, with the credential."""
        missing = next(missing_in([target, body]), None)
        place = "/" if isinstance(target, Missing) else target
        own, query = self._credential(agent, None, None)
        if query:
            place += query if "?" not in place else "&" + query[1:]
        content = _encoded(body) if missing is None else b""
        if content:
            headers = (("Content-Type", JSON), *headers)
        request = self._request(step, method, place, (*own, *headers), content)
        used = self.stage.carrier if agent is not None else None
        return self._perform(self._exchange(step, request, None, agent, used), missing, True)

    def send(
        self, exchange: Exchange, missing: Missing | None = None, *, superseding: bool = True
    ) -> Reply:
        """Send a request that is already made, such as one of an earlier run.

        `missing` says why it can't be sent, if it can't; it is then written down as not sent.
        """
        return self._perform(exchange, missing, superseding)

    def together(self, calls: Sequence[Callable[[Session], object]]) -> None:
        """Make calls at the same moment, each by a connection of its own."""
        gate = threading.Barrier(len(calls))
        broken: list[Exception] = []

        def one(call: Callable[[Session], object]) -> None:
            with self.stage.client() as client:
                gate.wait()
                try:
                    call(replace(self, client=client))
                except Exception as error:
                    broken.append(error)

        threads = [threading.Thread(target=one, args=(call,)) for call in calls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for error in broken:
            raise error

    def _credential(
        self, agent: str | None, carrier: str | None, credential: str | None
    ) -> tuple[Headers, str]:
        """The header and the query by which a credential goes."""
        if agent is None:
            return (), ""
        kind = carrier or self.stage.carrier
        place = self.stage.contract.carriers[kind]
        value = credential
        if value is None:
            value = label(self.stage.target.credentials.name_for(agent, kind))
        match kind:
            case "query":
                return (), f"?{place.field}={quote(value, safe='{}:')}"
            case "bearer":
                # No header's value may end in a space, so an empty token leaves the scheme alone.
                return ((place.field, f"Bearer {value}".rstrip()),), ""
            case _:
                return ((place.field, value),), ""

    def _request(
        self, step: str, method: str, path: str, headers: Headers, content: bytes
    ) -> Request:
        every: Headers = (
            ("Accept", JSON),
            ("User-Agent", f"optimly-conformance/{self.stage.recorder.header.suite_version}"),
            (RUN_HEADER, self.run),
            ("X-Conformance-Step", f"{self.flow}/{self.case}/{step}"),
        )
        own = {name.lower() for name, _ in headers}
        every = tuple(pair for pair in every if pair[0].lower() not in own)
        return Request(method, self.stage.target.url + path, (*headers, *every), content)

    def _exchange(
        self, step: str, request: Request, operation: str | None, agent: str | None, by: str | None
    ) -> Exchange:
        return Exchange(
            0, self.flow, self.case, step, operation, agent, by, request, probe=self.probe
        )

    def _perform(self, exchange: Exchange, missing: Missing | None, superseding: bool) -> Reply:
        # A probe's 429 ends its search.
        superseding = superseding and not self.probe
        return Attempts(self.stage, self.client).make(exchange, missing, superseding)

    def wait(self, reply: Reply) -> None:
        """Wait for as long as an answer's `Retry-After` asks, within reason."""
        Attempts(self.stage, self.client).wait(reply)


def _encoded(body: Any) -> bytes:
    return b"" if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8")
