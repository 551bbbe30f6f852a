"""Generated cases as calls: placeholders, texts sent as they are, headers, odd spellings."""

from __future__ import annotations

import json
from typing import Any

from conformance.corpus import Case
from conformance.drive.casting import cast
from conformance.drive.reply import Missing, Reply
from conformance.drive.session import Session
from conformance.drive.unknown import another
from conformance.outcome import Level
from conformance.reference import RunningServer

from .conftest import MakeStage, exchanges_of
from .servers import Remembering, always

CHAT = 'chat_"1"/ä'


def sent(make_stage: MakeStage, case: Case, chat: Any = CHAT) -> tuple[Remembering, Reply]:
    """What arrives of a case."""
    app = Remembering(always(200))
    with RunningServer(app) as server:
        stage = make_stage(server.url, chat="chat_1")
        with stage.client() as client:
            reply = cast(Session(stage, client, "generated", "requests/x"), case, chat)
    return app, reply


def case(**members: Any) -> Case:
    return Case("x", members.pop("operation", "new-message"), Level.MUST, "hand", **members)


def test_placeholders_are_filled_at_any_depth(make_stage: MakeStage) -> None:
    body = {
        "chat_id": "{chat}",
        "content": "of {run}, not {unknown-chat}",
        "metadata": {"a": [{"b": "{chat}{chat}"}, 1, None]},
    }
    app, reply = sent(make_stage, case(body=body))
    assert json.loads(app.bodies[0]) == {
        "chat_id": CHAT,
        "content": f"of run1, not {another('chat_1')}",
        "metadata": {"a": [{"b": CHAT + CHAT}, 1, None]},
    }
    assert (reply.exchange.step, reply.exchange.operation) == (
        "valid",
        "POST /external/message/new-message",
    )


def test_a_text_is_sent_as_it_is_but_for_its_placeholders(make_stage: MakeStage) -> None:
    app, _ = sent(make_stage, case(raw='{"chat_id": "{chat}", \'no\' json \udcff'))
    assert app.bodies[0] == b'{"chat_id": "chat_\\"1\\"/\\u00e4", \'no\' json \xff'


def test_an_empty_text_is_sent_as_an_empty_body(make_stage: MakeStage) -> None:
    app, _ = sent(make_stage, case(raw=""))
    assert app.bodies[0] == b""
    assert dict(app.calls[0]["headers"])[b"content-type"] == b"application/json"


def test_what_builds_on_a_missing_chat_is_not_sent(make_stage: MakeStage) -> None:
    for one in (
        case(body={"chat_id": "{chat}"}),
        case(raw="{chat}"),
        case(operation="{chat_id}/messages", path={"chat_id": "{chat}"}, escaped=(1,)),
    ):
        app, reply = sent(make_stage, one, Missing("no chat"))
        assert app.calls == []
        assert (reply.exchange.sent, reply.exchange.unanswered) == (False, "no chat")


def test_headers_take_the_place_of_ours(make_stage: MakeStage) -> None:
    headers = {"Content-Type": "text/plain", "Accept": "*/*", "X-Other": "1"}
    app, _ = sent(make_stage, case(body={}, headers=headers))
    found = [pair for pair in app.calls[0]["headers"] if pair[0] in {b"accept", b"content-type"}]
    assert sorted(found) == [(b"accept", b"*/*"), (b"content-type", b"text/plain")]
    assert dict(app.calls[0]["headers"])[b"x-other"] == b"1"


def test_an_id_in_a_path_is_encoded_where_it_must_be_and_where_the_case_says(
    make_stage: MakeStage,
) -> None:
    reading = {"operation": "{chat_id}/messages", "path": {"chat_id": "{chat}"}}
    app, _ = sent(make_stage, case(**reading))
    assert app.calls[0]["raw_path"] == b"/external/chat/chat_%221%22%2F%C3%A4/messages"
    app, _ = sent(make_stage, case(**reading, escaped=(0, 12)))
    assert app.calls[0]["raw_path"] == b"/external/chat/%63h%61t_%221%22%2F%C3%A4/messages"


def test_a_probe_says_so(make_stage: MakeStage) -> None:
    app = Remembering(always(200))
    with RunningServer(app) as server:
        stage = make_stage(server.url)
        with stage.client() as client:
            session = Session(stage, client, "generated", "requests/x", probe=True)
            cast(session, case(body={}), CHAT)
    assert [one.probe for one in exchanges_of(stage)] == [True]
