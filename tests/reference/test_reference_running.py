"""Starting and stopping, any application, and logs without secrets."""

import asyncio
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from conformance.reference import RunningServer, Settings, create_app
from conformance.reference.storage import Storage

SETTINGS = Settings(tokens={"very-secret": "a"}, limits="none")


async def always_teapot(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers 418 to everything, without a lifespan."""
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"short and stout"})


async def never_answers(scope: Scope, receive: Receive, send: Send) -> None:
    """Takes a request and keeps it."""
    assert scope["type"] == "http"
    await asyncio.sleep(3600)


async def fails_to_start(scope: Scope, receive: Receive, send: Send) -> None:
    """Refuses to start."""
    await receive()
    await send({"type": "lifespan.startup.failed", "message": "not today"})


def test_any_application_is_served_and_stops_cleanly() -> None:
    before = threading.active_count()
    with RunningServer(always_teapot) as running, httpx.Client(base_url=running.url) as kept_alive:
        assert running.url.startswith("http://127.0.0.1:")
        assert kept_alive.get("/anything").text == "short and stout"
    assert threading.active_count() == before
    with pytest.raises(httpx.ConnectError):
        httpx.get(running.url)


def test_a_server_can_be_left_while_a_request_is_unanswered() -> None:
    before = threading.active_count()
    with RunningServer(never_answers) as running, pytest.raises(httpx.ReadTimeout):
        httpx.get(running.url, timeout=0.1)
    assert threading.active_count() == before


def test_an_open_idle_connection_does_not_hold_the_server() -> None:
    with RunningServer(SETTINGS) as running:
        address = urlsplit(running.url)
        connection = socket.create_connection((address.hostname, address.port))
        connection.sendall(
            b"POST /external/agent HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"
        )
    connection.close()


def test_an_application_that_does_not_start() -> None:
    before = threading.active_count()
    with pytest.raises(RuntimeError, match="did not start"), RunningServer(fails_to_start):
        pass
    assert threading.active_count() == before


def test_a_port_that_is_taken() -> None:
    with RunningServer(always_teapot) as running:
        port = urlsplit(running.url).port
        assert port
        with pytest.raises(OSError, match="in use"), RunningServer(always_teapot, port=port):
            pass


def test_the_last_resort_tells_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_arguments: object) -> None:
        raise ArithmeticError("inner workings")

    monkeypatch.setattr(Storage, "add_chat", fail)
    with RunningServer(SETTINGS) as running:
        answer = httpx.post(
            f"{running.url}/external/message/new-chat?access_token_query=very-secret",
            json={"client_id": "c"},
        )
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "inner" not in answer.text
    assert "very-secret" not in caplog.text
    assert "inner workings" in caplog.text


def test_secrets_are_not_logged(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    # The client's own loggers do name URLs; only the server's are judged here.
    for client_logger in ("httpx", "httpcore"):
        caplog.set_level(logging.ERROR, client_logger)
    with RunningServer(create_app(SETTINGS)) as running, httpx.Client() as client:
        for path in ("/external/message/new-chat", "/external/tools/lead-form", "/nothing"):
            for token in ("very-secret", "very-secret-typo"):
                url = f"{running.url}{path}?access_token_query={token}"
                client.post(url, json={"client_id": "c"}, headers={"X-API-Key": token})
                client.post(url, content=b"{", headers={"Authorization": f"Bearer {token}"})
    captured = capfd.readouterr()
    assert "very-secret" not in caplog.text + captured.out + captured.err


def test_serving_in_the_foreground_until_interrupted() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = (
        "from conformance.reference import Settings, serve\n"
        f"serve(Settings(tokens={{'very-secret': 'a'}}), '127.0.0.1', {port})\n"
        "print('stopped')"
    )
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    transport = httpx.HTTPTransport(retries=6)
    with httpx.Client(transport=transport, base_url=f"http://127.0.0.1:{port}") as client:
        answer = client.post(
            "/external/message/new-chat?access_token_query=very-secret", json={"client_id": "c"}
        )
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=5)
    assert answer.status_code == 200
    assert (process.returncode, out) == (0, "stopped\n")
    assert str(port) in err
    assert "very-secret" not in err
    assert "Traceback" not in err
