"""Each fault that one request shows is shown by it, and not by one that is nearly the same."""

from __future__ import annotations

import json

import httpx
import pytest

from conformance.loading import load_contract
from conformance.reference.faults import FAULTS, SERIES, Fault, fault_named
from conformance.resources import SPEC

from .asking import CHAT, Asked
from .conftest import Switched
from .showing import SHOWN

CONTRACT = load_contract(SPEC)
ONES = [fault for fault in FAULTS if fault not in SERIES]
MADE_BY_SERVER = {"message_id", "handoff_id", "created_at", "timestamp"}


def ask(client: httpx.Client, fault: Fault, asked: Asked, chat_id: str) -> httpx.Response:
    """Sends a request of the fault's operation about the chat."""
    operation = CONTRACT.operation(fault.operation)
    path = (asked.path or operation.path).replace(CHAT, chat_id)
    path = path.replace("{rest of chat}", chat_id.removeprefix("chat_"))
    content = asked.body if isinstance(asked.body, bytes) else json.dumps(asked.body).encode()
    headers = {"accept": "application/json", "content-type": "application/json", **asked.headers}
    return client.request(
        operation.method,
        path,
        content=content.replace(CHAT.encode(), chat_id.encode()),
        headers=headers,
    )


def told(answer: httpx.Response, chat_id: str) -> tuple[int, str]:
    """What an answer says, but for what a server makes anew each time."""
    value = answer.json()
    if isinstance(value, dict):
        value = {name: one for name, one in value.items() if name not in MADE_BY_SERVER}
        if "client_id" in value:
            del value["chat_id"]
    # As text, because 1 and true are equal otherwise.
    return answer.status_code, json.dumps(value, sort_keys=True)


def open_chat(client: httpx.Client) -> str:
    """A chat with a message in it; there is nothing odd about either."""
    opened = client.post("/external/message/new-chat", json={"client_id": "conformance-2"}).json()
    body = {"chat_id": opened["chat_id"], "sender": "user", "content": "Hi."}
    assert client.post("/external/message/new-message", json=body).is_success
    return str(opened["chat_id"])


def test_every_fault_has_a_name_and_a_sentence_of_its_own() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    assert len({fault.description for fault in FAULTS}) == len(FAULTS)
    for fault in FAULTS:
        assert fault.name == fault.name.lower()
        assert fault.description.endswith(".")
        assert CONTRACT.operation(fault.operation)


def test_every_operation_has_its_share() -> None:
    def of(*operations: str) -> int:
        return len([fault for fault in FAULTS if fault.operation in operations])

    assert all(of(name) >= 8 for name in ("new-chat", "new-message", "email-handoff"))
    assert of("{chat_id}/messages") >= 3
    assert of("external/agent", "agent/v2") >= 3


def test_a_fault_of_another_name_is_unknown() -> None:
    with pytest.raises(ValueError, match="no sabotage named 'of-nobody'"):
        fault_named("of-nobody")


def test_all_of_them_are_shown() -> None:
    assert {fault.name for fault in ONES} == set(SHOWN)


@pytest.mark.parametrize("fault", ONES, ids=lambda fault: fault.name)
def test_shows(fault: Fault, main: httpx.Client, switched: Switched) -> None:
    shown = SHOWN[fault.name]
    switched.become(fault)
    chat_id = open_chat(main)
    answer = ask(main, fault, shown.by, chat_id)
    if isinstance(shown.seen, int):
        assert answer.status_code == shown.seen
    else:
        assert answer.status_code == 200
        assert shown.seen.items() <= answer.json().items()
    switched.become(None)
    assert told(answer, chat_id) != told(ask(main, fault, shown.by, chat_id), chat_id)


@pytest.mark.parametrize("fault", ONES, ids=lambda fault: fault.name)
def test_is_not_shown_by_a_near_miss(fault: Fault, main: httpx.Client, switched: Switched) -> None:
    shown = SHOWN[fault.name]
    switched.become(fault)
    chat_id = open_chat(main)
    answer = ask(main, fault, shown.miss, chat_id)
    switched.become(None)
    assert told(answer, chat_id) == told(ask(main, fault, shown.miss, chat_id), chat_id)


@pytest.mark.parametrize("fault", ONES, ids=lambda fault: fault.name)
def test_is_not_shown_to_strangers(
    fault: Fault, url: str, main: httpx.Client, switched: Switched
) -> None:
    switched.become(fault)
    chat_id = open_chat(main)
    with httpx.Client(base_url=url) as stranger:
        assert ask(stranger, fault, SHOWN[fault.name].by, chat_id).status_code == 401
