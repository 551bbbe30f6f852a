"""Messages that a faulty server shows under other ids than the server behind gives them."""

from __future__ import annotations

import json
from typing import Any

from conformance.sabotage.call import Answer, Call
from conformance.sabotage.memory import Memory
from conformance.sabotage.renaming import rename_message


def shown(memory: Memory, path: str, answer: Any, new: str, status: int = 200) -> Any:
    """What is answered after a message, or in the place of a reading's answer."""
    method = "GET" if path.endswith("/messages") else "POST"
    scope = {"method": method, "path": path, "raw_path": path.encode(), "query_string": b""}
    call = Call({**scope, "headers": []}, b"{}", memory)
    call.answer = Answer(status, [], json.dumps(answer).encode("ascii"))
    before = call.answer.body
    rename_message(call, new)
    return call.answer.json if call.answer.body != before else None


MESSAGE, READING = "/external/message/new-message", "/external/chat/c/messages"


def test_a_message_has_its_new_id_in_its_answer_and_in_every_reading() -> None:
    memory = Memory()
    one, two = {"message_id": "a", "content": "x"}, {"message_id": "b", "content": "y"}
    assert shown(memory, MESSAGE, one, "1") == {**one, "message_id": "1"}
    assert shown(memory, READING, [two, one], "2") == [two, {**one, "message_id": "1"}]
    assert shown(memory, READING, [one], "3") == [{**one, "message_id": "1"}]


def test_all_else_stays_as_it_is() -> None:
    memory = Memory()
    message = {"message_id": "a"}
    assert shown(memory, MESSAGE, message, "1", status=404) is None
    assert shown(memory, "/external/message/new-chat", message, "1") is None
    assert shown(memory, READING, [message], "1") is None
