"""A rate limit that one lane was told of is heeded by all."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace

import pytest

from conformance.contract import Contract
from conformance.drive.pacing import Pacer, Scope, scope_of
from conformance.exchange import Exchange, Request

SCOPE: Scope = ("POST /x", "main", None)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were waited, without waiting."""
    found: list[float] = []
    monkeypatch.setattr("conformance.drive.pacing.time.sleep", found.append)
    monkeypatch.setattr("conformance.drive.pacing.time.monotonic", lambda: 100.0)
    return found


def test_a_held_scope_is_waited_for_and_no_other(slept: list[float]) -> None:
    pacer = Pacer()
    pacer.wait(SCOPE)
    assert slept == []
    pacer.hold(SCOPE, 7.0)
    pacer.wait(("POST /x", "other", None))
    pacer.wait(None)
    assert slept in ([], [0.0])
    pacer.wait(SCOPE)
    assert slept[-1] == 7.0


def test_the_longest_wait_counts(slept: list[float]) -> None:
    pacer = Pacer()
    pacer.hold(SCOPE, 7.0)
    pacer.hold(SCOPE, 2.0)
    pacer.wait(SCOPE)
    assert slept == [7.0]


def test_nothing_is_held_of_what_no_limit_counts(slept: list[float]) -> None:
    pacer = Pacer()
    pacer.hold(None, 7.0)
    pacer.wait(SCOPE)
    assert slept == []


def test_other_scopes_go_on_meanwhile() -> None:
    pacer = Pacer()
    pacer.hold(SCOPE, 0.5)
    lane = threading.Thread(target=pacer.wait, args=(SCOPE,))
    lane.start()
    began = time.monotonic()
    pacer.wait(("POST /y", "main", None))
    assert lane.is_alive()
    lane.join()
    assert time.monotonic() - began >= 0.4


def exchange(body: object = None, agent: str | None = "main") -> Exchange:
    request = Request("POST", "http://127.0.0.1/", (), json.dumps(body).encode())
    return Exchange(0, "f", "c", "s", None, agent, None, request)


def test_scopes_are_those_of_the_contract(contract: Contract) -> None:
    chats, messages = (contract.operation(name) for name in ("new-chat", "new-message"))
    assert scope_of(exchange({}), chats) == (chats.key, "main", None)
    assert scope_of(exchange({"chat_id": "c1"}), messages) == (messages.key, "main", "c1")
    others: list[object] = [{}, {"chat_id": 5}, [], None]
    for body in others:
        assert scope_of(exchange(body), messages) == (messages.key, "main", None)
    broken = replace(exchange(), request=Request("POST", "/", (), b"{"))
    assert scope_of(broken, messages) == (messages.key, "main", None)
    assert scope_of(exchange({}, agent=None), chats) is None
    assert scope_of(exchange({}), None) is None
