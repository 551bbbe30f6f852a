"""What a scenario drives with: what is sent for a call, and what is written down of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest

from conformance.drive.attempts import ATTEMPTS
from conformance.drive.client import Client
from conformance.drive.reply import Missing, Reply
from conformance.drive.session import Session
from conformance.drive.stage import Stage
from conformance.exchange import header
from conformance.redaction import label
from conformance.reference import RunningServer

from .conftest import MAIN, OTHER, MakeStage, exchanges_of
from .servers import Remembering, always

CLIENTS: list[Client] = []


@pytest.fixture(autouse=True)
def closed_in_the_end() -> Iterator[None]:
    yield
    while CLIENTS:
        CLIENTS.pop().__exit__(None, None, None)


def session_of(stage: Stage) -> Session:
    CLIENTS.append(stage.client())
    return Session(stage, CLIENTS[-1], "lead", "lead/page")


def headers(app: Remembering, number: int = 0) -> dict[str, str]:
    pairs = app.calls[number]["headers"]
    return {name.decode().lower(): value.decode() for name, value in pairs}


@pytest.mark.parametrize(
    ("carrier", "found"),
    [("bearer", "authorization"), ("api-key", "x-api-key"), ("query", None)],
)
def test_a_credential_goes_by_its_carrier_alone(
    carrier: str, found: str | None, make_stage: MakeStage
) -> None:
    app = Remembering(always(200))
    with RunningServer(app) as server:
        reply = session_of(make_stage(server.url)).call("a", "new-chat", {}, carrier=carrier)
    sent = headers(app)
    assert ("authorization" in sent) == (carrier == "bearer")
    assert ("x-api-key" in sent) == (carrier == "api-key")
    query = app.calls[0]["query_string"].decode()
    assert (query == f"access_token_query={MAIN}") == (carrier == "query")
    if found:
        assert sent[found].endswith(MAIN)
    assert (reply.exchange.agent, reply.exchange.carrier) == ("main", carrier)
    assert MAIN not in repr(reply.exchange)


def test_every_request_names_the_run_and_the_step(make_stage: MakeStage) -> None:
    app = Remembering(always(200))
    with RunningServer(app) as server:
        session = session_of(make_stage(server.url))
        session.call("first", "new-chat", {})
        session.visit("second", "GET", "/external/tools/x")
    for number, step in enumerate(("first", "second")):
        assert headers(app, number)["x-conformance-run"] == "run1"
        assert headers(app, number)["x-conformance-step"] == f"lead/lead/page/{step}"


def test_another_agent_and_nobody(make_stage: MakeStage) -> None:
    app = Remembering(always(200))
    with RunningServer(app) as server:
        session = session_of(make_stage(server.url))
        session.call("other", "new-chat", {}, agent="other")
        nobody = session.call("nobody", "new-chat", {}, agent=None)
        forged = session.call("forged", "new-chat", {}, credential=label("main-truncated"))
    assert headers(app, 0)["authorization"] == f"Bearer {OTHER}"
    assert "authorization" not in headers(app, 1)
    assert headers(app, 2)["authorization"] == f"Bearer {MAIN[:-1]}"
    assert nobody.exchange.agent is None
    assert forged.exchange.agent is None


def test_an_empty_bearer_token_leaves_the_scheme_alone(make_stage: MakeStage) -> None:
    app = Remembering(always(401))
    with RunningServer(app) as server:
        session_of(make_stage(server.url)).call("a", "new-chat", {}, credential="")
    assert headers(app)["authorization"] == "Bearer"


def test_what_builds_on_something_missing_is_written_down_as_not_sent(
    make_stage: MakeStage,
) -> None:
    app = Remembering(always(404))
    with RunningServer(app) as server:
        session = session_of(make_stage(server.url))
        chat = session.open_chat()
        first = session.call("message", "new-message", session.message_body(chat))
        deep = session.call("deep", "new-message", {"metadata": [{"chat": chat}]})
        read = session.call("read", "{chat_id}/messages", path={"chat_id": chat})
        there = session.visit("there", "GET", Missing("no redirect came"))
    assert isinstance(chat, Missing)
    assert len(app.calls) == 1
    for reply in (first, deep, read):
        assert not reply.exchange.sent
        assert reply.exchange.unanswered == 'the step "chat" before it was answered 404'
    assert there.exchange.unanswered == "no redirect came"


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (500, b'{"chat_id": "c"}', "was answered 500"),
        (200, b"not JSON", "has no chat_id"),
        (200, b"[]", "has no chat_id"),
        (200, b'{"chat_id": ""}', "has no chat_id"),
        (200, b'{"chat_id": 5}', "has no chat_id"),
    ],
)
def test_a_value_that_was_not_given_is_missing_with_the_reason(
    status: int, body: bytes, reason: str, make_stage: MakeStage
) -> None:
    with RunningServer(Remembering(always(status, body))) as server:
        value = session_of(make_stage(server.url)).open_chat()
    assert isinstance(value, Missing)
    assert reason in value.reason


def test_an_id_of_any_shape_fits_into_a_path(make_stage: MakeStage) -> None:
    app = Remembering(always(200, b"[]"))
    odd = "a/b ?#%41é"
    with RunningServer(app) as server:
        session = session_of(make_stage(server.url))
        session.call("read", "{chat_id}/messages", path={"chat_id": odd})
    raw = app.calls[0]["raw_path"].decode()
    assert raw.count("/") == 4
    assert unquote(raw) == f"/external/chat/{odd}/messages"


def test_a_body_goes_as_it_is(make_stage: MakeStage) -> None:
    app = Remembering(always(200))
    with RunningServer(app) as server:
        session = session_of(make_stage(server.url))
        session.call("json", "new-chat", {"client_id": "Zoë"})
        session.call("raw", "new-chat", raw=b"{", content_type="text/plain")
        session.call("empty", "new-chat", raw=b"")
        session.call("method", "new-chat", method="GET")
    assert app.bodies == ['{"client_id": "Zoë"}'.encode(), b"{", b"", b""]
    types = [headers(app, number).get("content-type") for number in range(4)]
    assert types == ["application/json", "text/plain", "application/json", None]
    assert app.calls[3]["method"] == "GET"


def test_another_method_is_no_documented_operation(make_stage: MakeStage) -> None:
    with RunningServer(Remembering(always(405))) as server:
        session = session_of(make_stage(server.url))
        other = session.call("a", "new-chat", method="GET").exchange
        own = session.call("b", "new-chat", {}).exchange
    assert (other.operation, own.operation) == (None, "POST /external/message/new-chat")


def test_a_rate_limit_is_waited_for_and_the_call_sent_again(make_stage: MakeStage) -> None:
    wait = (b"retry-after", b"0")
    app = Remembering(
        lambda number: (429, [wait], b"{}") if number == 1 else (200, [], b'{"chat_id": "c"}')
    )
    with RunningServer(app) as server:
        stage = make_stage(server.url)
        assert session_of(stage).open_chat() == "c"
    assert [each.superseded for each in exchanges_of(stage)] == [True, False]
    assert len(set(app.bodies)) == 1


def test_a_rate_limit_of_few_a_second_is_waited_for_as_often_as_it_takes(
    make_stage: MakeStage,
) -> None:
    wait = (b"retry-after", b"0")
    app = Remembering(
        lambda number: (429, [wait], b"{}") if number < ATTEMPTS else (200, [], b'{"chat_id": "c"}')
    )
    with RunningServer(app) as server:
        stage = make_stage(server.url)
        assert session_of(stage).open_chat() == "c"
    assert len(app.calls) == ATTEMPTS
    assert stage.recorder.stopped is None


def test_a_rate_limit_that_is_looked_for_is_not_waited_for(make_stage: MakeStage) -> None:
    app = Remembering(always(429, b"{}", (b"retry-after", b"0")))
    with RunningServer(app) as server:
        reply = session_of(make_stage(server.url)).call("a", "new-chat", {}, superseding=False)
    assert len(app.calls) == 1
    assert not reply.exchange.superseded


def test_a_wait_beyond_reason_is_not_begun(make_stage: MakeStage) -> None:
    app = Remembering(always(429, b"{}", (b"retry-after", b"86400")))
    with RunningServer(app) as server:
        reply = session_of(make_stage(server.url)).call("a", "new-chat", {})
    assert len(app.calls) == 1
    assert reply.exchange.response is not None
    assert reply.exchange.response.status == 429


def test_calls_that_go_together_are_on_the_way_at_the_same_moment(make_stage: MakeStage) -> None:
    stage = make_stage("http://127.0.0.1:1")
    inside = threading.Barrier(3, timeout=5)
    clients: set[int] = set()

    def call(one: Session) -> None:
        clients.add(id(one.client))
        inside.wait()

    session_of(stage).together([call] * 3)
    assert len(clients) == 3


def test_bodies_can_be_found_again_and_reach_nobody(make_stage: MakeStage) -> None:
    session = session_of(make_stage("http://127.0.0.1:1"))
    chat: dict[str, Any] = session.chat_body(metadata={"a": 1}, ai_enabled=False)
    assert chat["metadata"] == {"conformance_run": "run1", "a": 1}
    assert chat["client_id"].startswith("conformance-run1-")
    assert chat["ai_enabled"] is False
    assert session.chat_body()["client_id"] != chat["client_id"]
    assert session.handoff_body("c")["customer_email"].endswith("@example.com")
    assert json.dumps(session.message_body("c"))


def test_an_unknown_chat_looks_like_the_one_that_is_known(make_stage: MakeStage) -> None:
    known = "chat_5f6a7b8c9d0e1f2a"
    unknown = session_of(make_stage("http://127.0.0.1:1", known)).unknown_chat()
    assert isinstance(unknown, str)
    assert unknown != known
    assert unknown.startswith("chat_")
    assert len(unknown) == len(known)


def test_a_reply_without_an_answer_has_no_headers(make_stage: MakeStage) -> None:
    stage = make_stage("http://127.0.0.1:1")
    reply: Reply = session_of(stage).call("a", "new-chat", {})
    assert reply.header("Date") is None
    assert header(reply.exchange.request.headers, "accept") == "application/json"
    assert reply.exchange.unanswered == "no connection could be made (it was refused)"
