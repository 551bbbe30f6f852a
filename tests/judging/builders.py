"""A small contract, and exchanges and transcripts about it, made by hand."""

from __future__ import annotations

import json
from typing import Any

from conformance.contract import Contract
from conformance.evidence import Evidence, Observations
from conformance.exchange import Exchange, Header, Headers, Request, Response, Transcript
from conformance.judge import judge
from conformance.outcome import Judgement
from conformance.requirement import Flow, Requirement, Scenario
from conformance.source import page

CREATE = "POST /things"
LIST = "GET /things"
RENAME = "PUT /things"
CHANGE = "PATCH /things"
MADE = {"id": "t1", "name": "a", "created": "now"}
PAGE = page("Things")

_THING: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name", "created"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "created": {"type": "string"},
        "parts": {"type": "array", "items": {"type": "integer"}},
    },
}
_NAME: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "note": {}},
}
_CHANGED: dict[str, Any] = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "JSON", "content": {"application/json": {"schema": schema}}}


CONTRACT = Contract(
    {
        "openapi": "3.1.0",
        "paths": {
            "/things": {
                "post": {"requestBody": _json(_NAME), "responses": {"200": _json(_THING)}},
                "get": {"responses": {"200": _json({"type": "array", "items": _THING})}},
                # Its answer holds nothing but what was sent.
                "put": {"requestBody": _json(_NAME), "responses": {"200": _json(_NAME)}},
                # Its request names what was made before.
                "patch": {"requestBody": _json(_CHANGED), "responses": {"200": _json(_THING)}},
                "delete": {"responses": {"204": {"description": "No body"}}},
            }
        },
    },
    "sha256:0",
)


def body_of(value: Any) -> bytes:
    """Bytes as they are, anything else as JSON."""
    return value if isinstance(value, bytes) else json.dumps(value).encode("ascii")


def exchange(
    number: int = 1,
    step: str = "made",
    *,
    flow: str = "house",
    case: str = "walk",
    operation: str | None = CREATE,
    sent: Any = b"",
    answer: Any = MADE,
    status: int = 200,
    headers: Headers = (),
    **others: Any,
) -> Exchange:
    """An exchange that went well unless something else is said."""
    request = Request("POST", "http://127.0.0.1:1/things", (), body_of(sent))
    response = Response(status, headers, body_of(answer))
    return Exchange(
        number, flow, case, step, operation, "main", "bearer", request, response, **others
    )


def unanswered(
    number: int = 1, step: str = "made", why: str | None = None, **others: Any
) -> Exchange:
    """An exchange without an answer, for a reason that may be known."""
    request = Request("POST", "http://127.0.0.1:1/things")
    others = {"flow": "house", "case": "walk", "operation": CREATE, **others}
    return Exchange(
        number, step=step, agent=None, carrier=None, request=request, unanswered=why, **others
    )


def evidence(answer: Any = MADE, **others: Any) -> Evidence:
    """The evidence that one exchange is."""
    return Observations(CONTRACT).of(exchange(answer=answer, **others))


def transcript(
    *exchanges: Exchange, capabilities: tuple[str, ...] = (), stopped: str | None = None
) -> Transcript:
    """A transcript of a run with these capabilities."""
    target, moment = "http://127.0.0.1:1", "2026-01-01T00:00:00Z"
    header = Header("r1", moment, "0", "d", target, "core", 0, capabilities)
    return Transcript(header, exchanges, stopped=stopped)


def judged(requirement: Requirement, *exchanges: Exchange, **others: Any) -> Judgement:
    """What comes of a requirement over some exchanges."""
    (found,) = judge(transcript(*exchanges, **others), [requirement], Observations(CONTRACT))
    return found


def house() -> tuple[Flow, Scenario]:
    """A flow with one scenario: the flow and the case that `exchange` names."""
    flow = Flow("house", "A house")

    @flow.scenario()
    def walk(session: Any) -> None:
        """Drives nothing: the transcripts are made by hand."""

    return flow, walk
