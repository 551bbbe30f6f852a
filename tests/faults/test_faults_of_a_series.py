"""Faults that only a series of calls shows, each in the shortest series that shows it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from conformance.reference.faults import SERIES, fault_named

from .conftest import Switched

LEAD = {"ai_enabled": False, "lead_collected": True}


class Calls:
    """Calls of one agent, which are accepted."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def _post(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.client.post(f"/external/message/{name}", json=body)
        assert answer.status_code == 200
        value: dict[str, Any] = answer.json()
        return value

    def open(self, **flags: Any) -> str:
        return str(self._post("new-chat", {"client_id": "conformance-1", **flags})["chat_id"])

    def say(self, chat_id: str, content: str, sender: str = "user") -> dict[str, Any]:
        body = {"chat_id": chat_id, "sender": sender, "content": content}
        return self._post("new-message", body)

    def hand_off(self, chat_id: str) -> str:
        body = {"chat_id": chat_id, "customer_email": "buyer@example.com"}
        return str(self._post("email-handoff", body)["handoff_id"])

    def read(self, chat_id: str) -> list[str]:
        answer = self.client.get(f"/external/chat/{chat_id}/messages")
        assert answer.status_code == 200
        return [message["content"] for message in answer.json()]


@pytest.fixture
def calls(main: httpx.Client, switched: Switched, request: pytest.FixtureRequest) -> Calls:
    """Calls to a server with the fault that the test is named for."""
    name = request.function.__name__.removeprefix("test_").replace("_", "-")
    switched.become(fault_named(name))
    return Calls(main)


def test_each_has_its_test() -> None:
    names = {f"test_{fault.name.replace('-', '_')}" for fault in SERIES}
    assert len(names) >= 5
    assert names <= set(globals())


def test_third_message_repeats_the_first(calls: Calls) -> None:
    lead, other = calls.open(lead_collected=True), calls.open()
    for chat_id in (lead, other):
        calls.say(chat_id, "one")
        calls.say(chat_id, "two")
    assert calls.say(lead, "three")["content"] == "one"
    assert calls.say(lead, "four")["content"] == "four"
    assert calls.say(other, "three")["content"] == "three"


def test_same_text_of_the_other_shares_its_id(calls: Calls) -> None:
    chat_id = calls.open()
    first = calls.say(chat_id, "yes")
    again = calls.say(chat_id, "yes")
    echoed = calls.say(chat_id, "yes", "assistant")
    assert first["message_id"] != again["message_id"] == echoed["message_id"]
    assert calls.read(chat_id) == ["yes"] * 3


def test_assistant_astray_after_handoff(calls: Calls) -> None:
    other, chat_id = calls.open(), calls.open()
    calls.say(chat_id, "before", "assistant")
    calls.hand_off(chat_id)
    assert calls.say(chat_id, "after", "assistant")["chat_id"] == chat_id
    calls.say(chat_id, "thanks")
    assert calls.read(chat_id) == ["before", "thanks"]
    assert calls.read(other) == ["after"]


def test_chat_opened_once_for_all_leads(calls: Calls) -> None:
    first = calls.open(**LEAD)
    assert calls.open(ai_enabled=False) != first
    assert calls.open(**LEAD) == first


def test_second_handoff_shares_the_first_id(calls: Calls) -> None:
    chat_id = calls.open()
    first = calls.hand_off(chat_id)
    second = calls.hand_off(chat_id)
    calls.say(chat_id, "and again")
    assert first != second == calls.hand_off(chat_id)


def test_second_handoff_empties_the_transcript(calls: Calls) -> None:
    chat_id = calls.open()
    calls.say(chat_id, "one")
    calls.hand_off(chat_id)
    calls.say(chat_id, "two")
    assert calls.read(chat_id) == ["one", "two"]
    calls.hand_off(chat_id)
    assert calls.read(chat_id) == ["two"]


def test_second_reading_doubles_the_last(calls: Calls) -> None:
    chat_id = calls.open()
    calls.say(chat_id, "one")
    assert calls.read(chat_id) == ["one"]
    assert calls.read(chat_id) == ["one", "one"]
    for content in ("two", "three", "four"):
        calls.say(chat_id, content)
    assert calls.read(chat_id) == ["one", "two", "three", "four"]


def test_newest_first_after_handoff(calls: Calls) -> None:
    chat_id = calls.open()
    calls.say(chat_id, "one")
    calls.hand_off(chat_id)
    assert calls.read(chat_id) == ["one"]
    calls.say(chat_id, "two")
    assert calls.read(chat_id) == ["two", "one"]


def test_open_to_all_after_handoff(calls: Calls, second: httpx.Client, url: str) -> None:
    chat_id = calls.open()
    calls.say(chat_id, "secret")
    other = Calls(second)
    other.open()
    path = f"/external/chat/{chat_id}/messages"
    assert second.get(path).status_code == 404
    calls.hand_off(chat_id)
    assert other.read(chat_id) == ["secret"]
    with httpx.Client(base_url=url) as stranger:
        assert stranger.get(path).status_code == 401
