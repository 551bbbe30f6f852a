"""A target that does nothing of what is asked earns no mandatory requirement."""

from __future__ import annotations

import asyncio
import socket

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.outcome import Level, Outcome, Verdict
from conformance.report import Report
from conformance.verdict import exit_code

from .conftest import RunAgainst


def always(status: int, body: bytes, content_type: str, *more: tuple[bytes, bytes]) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = [(b"content-type", content_type.encode()), *more]
        headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers everything with what was sent."""
    if scope["type"] != "http":
        return
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def silence(scope: Scope, receive: Receive, send: Send) -> None:
    """Takes every request and never answers."""
    if scope["type"] == "http":
        await asyncio.sleep(30)


CHALLENGE = (b"www-authenticate", b"Bearer")
LIMITS = (
    (b"x-ratelimit-limit", b"30"),
    (b"x-ratelimit-remaining", b"29"),
    (b"x-ratelimit-reset", b"60"),
)
SERVERS = {
    "200 {}": always(200, b"{}", "application/json"),
    "200 {} with limits": always(200, b"{}", "application/json", *LIMITS),
    "200 []": always(200, b"[]", "application/json"),
    "204": always(204, b"", "application/json"),
    "404": always(404, b'{"detail": "Not found"}', "application/json"),
    "401": always(401, b'{"detail": "No"}', "application/json", CHALLENGE),
    "403": always(403, b'{"detail": "No"}', "application/json"),
    "422": always(422, b'{"detail": "No"}', "application/json", *LIMITS),
    "429": always(429, b'{"detail": "Wait"}', "application/json", (b"retry-after", b"0")),
    "500": always(500, b'{"detail": "Oops"}', "application/json"),
    "an HTML page": always(200, b"<!doctype html><title>Welcome</title>", "text/html"),
    "a redirect": always(302, b"", "text/html", (b"location", b"https://elsewhere.example/")),
    "echo": echo,
    "silence": silence,
}


def passed(report: Report) -> list[str]:
    return [
        result.id
        for result in report.requirements
        if result.outcome is Outcome.PASS and result.level is Level.MUST
    ]


@pytest.mark.parametrize("name", SERVERS)
def test_earns_nothing(name: str, run_against: RunAgainst) -> None:
    report = run_against(SERVERS[name])
    assert passed(report) == []
    assert exit_code(report.verdict) in {1, 3}
    assert report.faults == ()
    assert not any(result.outcome is Outcome.ERROR for result in report.requirements)
    assert sum(report.counts.values()) == len(report.requirements)


def test_nobody_listens(run_against: RunAgainst) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        report = run_against(f"http://127.0.0.1:{free.getsockname()[1]}")
    assert passed(report) == []
    assert report.verdict is Verdict.INVALID
    assert report.stopped is not None
    assert "could not be tested" in report.stopped


@pytest.mark.parametrize("status", ["401", "403"])
def test_a_refused_credential_stops_the_run_at_once(status: str, run_against: RunAgainst) -> None:
    report = run_against(SERVERS[status])
    assert exit_code(report.verdict) == 3
    assert report.traffic.requests == 3
    assert "CONFORMANCE_TOKEN" in (report.stopped or "")
