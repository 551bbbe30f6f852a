"""One request to a hostile target: an answer or a plain sentence, in time."""

from __future__ import annotations

import re
import socket
import time
from pathlib import Path

import pytest

from conformance.drive.capacity import SMALL, Capacity
from conformance.drive.client import Client
from conformance.drive.unanswered import BEFOREHAND, PROTOCOL
from conformance.exchange import Request, Response

from .behaviours import BEHAVIOURS, IN_THE_MIDDLE, JSON, LATE, NO_HTTP, Behaviour, answering, waits
from .server import hostile
from .tls import greeting, self_signed

TIMEOUT = 0.3


def send(url: str, times: int = 1) -> tuple[Response | None, str | None]:
    """What came of the last of some requests."""
    with Client({}, TIMEOUT) as client:
        for _ in range(times):
            came = client.send(Request("POST", f"{url}/x", body=b"{}"))
    return came


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda one: one.name)
def test_a_hostile_answer_is_a_plain_sentence_in_time(behaviour: Behaviour) -> None:
    with hostile(behaviour.act) as server:
        began = time.monotonic()
        response, problem = send(server.url)
        took = time.monotonic() - began
    if behaviour.said is None:
        assert (response is not None, problem) == (True, None)
    else:
        assert response is None
        assert (problem or "").startswith(behaviour.said)
    assert server.asked == 1
    assert took < 5 * TIMEOUT


def test_an_answer_that_came_too_early_is_nobodys() -> None:
    two = JSON + b"Content-Length: 2\r\n\r\n{}" + JSON + b"Content-Length: 3\r\n\r\n[1]"

    def twice(taken: socket.socket) -> None:
        taken.sendall(two)
        while taken.recv(65536):
            taken.sendall(JSON + b"Content-Length: 4\r\n\r\nnull")

    with hostile(twice) as server, Client({}, TIMEOUT) as client:
        request = Request("GET", f"{server.url}/x")
        first, early, fresh = (client.send(request) for _ in range(3))
    assert first[0] is not None
    assert early == (None, PROTOCOL[BEFOREHAND])
    # The next one has a connection of its own.
    assert fresh[0] is not None
    assert fresh[0].body == b"{}"


def test_what_is_no_http_behind_an_answer_sends_nothing_twice() -> None:
    def goes_on(taken: socket.socket) -> None:
        taken.sendall(JSON + b"Content-Length: 2\r\n\r\n{}" + b"more\r\n\r\n")
        waits(taken)

    with hostile(goes_on) as server:
        assert send(server.url, 2) == (None, NO_HTTP)
        assert server.asked == 1


def test_a_request_that_arrived_is_not_sent_again() -> None:
    """Where a kept connection breaks in the answer, the target may have done what was asked."""
    asked = b""

    def breaks_the_second(taken: socket.socket) -> None:
        nonlocal asked
        taken.sendall(JSON + b"Content-Length: 2\r\n\r\n{}")
        while not asked.endswith(b"{}"):
            asked += taken.recv(65536)
        taken.sendall(JSON + b"Content-Length: 9\r\n\r\n{}")

    with hostile(breaks_the_second) as server:
        assert send(server.url, 2) == (None, IN_THE_MIDDLE)
        assert server.asked == 1
    assert asked.count(b"POST") == 1


def test_tls_that_is_none_and_names_that_are_none() -> None:
    with greeting(JSON + b"Content-Length: 2\r\n\r\n{}") as url:
        assert said(url) == "the target speaks no TLS there that we do"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        place = f"https://127.0.0.1:{listening.getsockname()[1]}"
        assert send(place)[1] == f"{LATE} 0.3 seconds"
    assert said(place) == "it was refused"
    assert said("http://conformance.invalid") == "the name doesn't resolve"


def test_a_certificate_that_nobody_signed(tmp_path: Path) -> None:
    with greeting(self_signed(tmp_path)) as url:
        assert said(url) == "the certificate isn't trusted: self-signed certificate"


def test_a_hang_up_in_the_handshake() -> None:
    with greeting(b"") as url:
        assert said(url) == "the target closed it during the TLS handshake"


def said(url: str) -> str:
    """Why no connection could be made."""
    response, problem = send(url)
    assert response is None
    found = re.fullmatch(r"no connection could be made \((.*)\)", problem or "")
    assert found is not None, problem
    return found[1]


def test_large_answers_are_kept_until_they_are_too_many() -> None:
    large, small = answering(b" " * (SMALL + 1)), answering(b" " * SMALL)
    capacity = Capacity(left=2 * SMALL)
    with hostile(large) as server, Client({}, 1, capacity) as client:
        came = [client.send(Request("GET", server.url)) for _ in range(4)]
    assert [response is not None for response, _ in came] == [True, True, False, False]
    assert (came[3][1] or "").startswith("the answer is larger than 32 KiB, and those before it")
    with hostile(small) as server, Client({}, 1, capacity) as client:
        assert client.send(Request("GET", server.url))[1] is None
