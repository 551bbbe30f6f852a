"""One pacer for all lanes: limits are waited out together, and the operator's caps are kept."""

from __future__ import annotations

import json
import math
import threading
import time
from dataclasses import replace

import pytest

from conformance.contract import Contract
from conformance.drive.pacing import MANY, Pacer, Waiting
from conformance.drive.scope import Scope, scope_of
from conformance.exchange import Exchange, Request, Response
from conformance.operation import RateLimit

LIMIT = RateLimit(2, 0.4, "agent")
SCOPE = Scope("POST /x", "main", None, LIMIT)
OTHER = replace(SCOPE, agent="other")


def never() -> bool:
    return False


def silent(seconds: float, reason: str) -> None:
    """Is told of waits, and does nothing."""


def spend(pacer: Pacer, scope: Scope | None, status: int = 200) -> None:
    assert pacer.admit(scope, Waiting(never, silent))
    now = time.monotonic()
    pacer.learn(scope, now, now, Response(status), 0.3)


def seconds_of(pacer: Pacer, scope: Scope | None) -> float:
    began = time.monotonic()
    spend(pacer, scope)
    return time.monotonic() - began


def test_what_is_used_up_is_waited_for_and_nothing_else() -> None:
    pacer = Pacer()
    spend(pacer, SCOPE)
    spend(pacer, SCOPE)
    assert seconds_of(pacer, OTHER) < 0.2
    assert seconds_of(pacer, None) < 0.2
    assert seconds_of(pacer, SCOPE) >= 0.2


def test_a_refusal_holds_every_lane() -> None:
    pacer = Pacer()
    spend(pacer, SCOPE, 429)
    lanes = [threading.Thread(target=spend, args=(pacer, SCOPE)) for _ in range(3)]
    began = time.monotonic()
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    assert time.monotonic() - began >= 0.25


def test_somebody_is_told_for_how_long_and_for_what() -> None:
    told: list[tuple[float, str]] = []
    scope = replace(SCOPE, limit=RateLimit(1, 0.8, "agent"))
    pacer = Pacer()
    spend(pacer, scope)
    assert pacer.admit(scope, Waiting(never, lambda *what: told.append(what)))
    ((seconds, reason),) = told
    assert 0.5 <= seconds <= 0.8
    assert reason == "the limit of POST /x (1 requests in 0.8 s for each agent)"


@pytest.mark.parametrize("scope", [SCOPE, replace(SCOPE, limit=RateLimit(1, 600.0, "agent"))])
def test_a_stopped_run_waits_no_longer(scope: Scope) -> None:
    pacer = Pacer()
    for _ in range(scope.limit.limit):
        spend(pacer, scope)
    stopped = threading.Event()
    threading.Timer(0.1, stopped.set).start()
    began = time.monotonic()
    admitted = pacer.admit(scope, Waiting(stopped.is_set, silent))
    assert time.monotonic() - began < 5
    assert not admitted or scope is SCOPE
    pacer.pause(600.0, stopped.is_set)
    assert time.monotonic() - began < 5


def test_who_has_no_patience_is_turned_away_and_who_heeds_no_limit_is_not() -> None:
    pacer = Pacer()
    scope = replace(SCOPE, limit=RateLimit(1, 600.0, "agent"))
    spend(pacer, scope)
    assert not pacer.admit(scope, Waiting(never, silent, 5.0))
    assert pacer.admit(scope, Waiting(never, silent, 0.0))
    assert pacer.spent == 2


def test_a_budget_is_for_everything() -> None:
    pacer = Pacer(budget=2)
    spend(pacer, None)
    assert not pacer.exhausted
    spend(pacer, SCOPE)
    assert pacer.exhausted
    assert not pacer.admit(None, Waiting(never, silent))
    assert not pacer.admit(OTHER, Waiting(never, silent, 0.0))
    assert pacer.spent == 2


def test_a_rate_spreads_what_all_lanes_send() -> None:
    pacer = Pacer(rate=20)
    moments: list[float] = []

    def lane() -> None:
        for _ in range(3):
            assert pacer.admit(None, Waiting(never, silent))
            moments.append(time.monotonic())

    lanes = [threading.Thread(target=lane) for _ in range(4)]
    for one in lanes:
        one.start()
    for one in lanes:
        one.join()
    assert max(moments) - min(moments) >= 11 / 20 - 0.05


def test_no_more_scopes_are_remembered_than_have_something_to_tell() -> None:
    pacer = Pacer()
    for number in range(2 * MANY):
        spend(pacer, replace(SCOPE, chat=str(number), limit=RateLimit(2, 1e-6, "chat")))
    assert len(pacer._allowances) <= MANY


def exchange(body: object = None, agent: str | None = "main") -> Exchange:
    request = Request("POST", "http://127.0.0.1/", (), json.dumps(body).encode())
    return Exchange(0, "f", "c", "s", None, agent, None, request)


def test_scopes_are_those_of_the_contract(contract: Contract) -> None:
    chats, messages = (contract.operation(name) for name in ("new-chat", "new-message"))
    assert chats.rate_limit is not None
    assert messages.rate_limit is not None
    of_chats = Scope(chats.key, "main", None, chats.rate_limit)
    of_messages = Scope(messages.key, "main", None, messages.rate_limit)
    assert scope_of(exchange({}), chats) == of_chats
    assert scope_of(exchange({"chat_id": "c1"}), messages) == replace(of_messages, chat="c1")
    others: list[object] = [{}, {"chat_id": 5}, [], None]
    for body in others:
        assert scope_of(exchange(body), messages) == of_messages
    broken = replace(exchange(), request=Request("POST", "/", (), b"{"))
    assert scope_of(broken, messages) == of_messages
    assert scope_of(exchange({}, agent=None), chats) is None
    assert scope_of(exchange({}), None) is None


def test_every_documented_limit_can_be_said(contract: Contract) -> None:
    for operation in contract.operations:
        scope = scope_of(exchange({}), operation)
        assert scope is not None
        assert str(scope.limit.limit) in str(scope)
        assert scope.limit.window < math.inf
