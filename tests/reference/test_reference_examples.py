"""The product page's examples, and what comes back of what was sent."""

import re
from typing import Any

import httpx
import pytest

from .conftest import OpenChat

NEW_CHAT = "/external/message/new-chat"
NEW_MESSAGE = "/external/message/new-message"
HANDOFF = "/external/message/email-handoff"
CREATED_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def test_a_dedicated_lead_chat(client: httpx.Client) -> None:
    sent = {
        "client_id": "web_form_47",
        "ai_enabled": True,
        "lead_collected": True,
        "metadata": {"source": "homepage hero", "campaign": "spring_launch"},
    }
    answer = client.post(NEW_CHAT, json=sent)
    chat = answer.json()
    assert answer.status_code == 200
    assert CREATED_AT.fullmatch(chat.pop("created_at"))
    assert chat.pop("chat_id")
    assert chat == {**sent, "agent_id": "agent_main"}


@pytest.mark.parametrize(
    ("content", "sender", "metadata"),
    [
        (
            "Lead captured for John Doe <john@example.com>",
            "assistant",
            {
                "form_type": "lead_capture",
                "company": "Acme Corp",
                "phone": "+1-555-123-4567",
                "lead_collected": True,
                "interest": "50 seat pilot",
            },
        ),
        (
            "Book a 30-minute onboarding call on 2025-06-20 at 14:00 for Jane Smith",
            "user",
            {
                "form_type": "appointment_request",
                "duration_minutes": 30,
                "email": "jane@company.com",
                "timezone": "America/New_York",
                "preferred_channel": "Zoom",
            },
        ),
    ],
)
def test_a_message(
    client: httpx.Client,
    open_chat: OpenChat,
    content: str,
    sender: str,
    metadata: dict[str, Any],
) -> None:
    sent = {"chat_id": open_chat(), "sender": sender, "content": content, "metadata": metadata}
    answer = client.post(NEW_MESSAGE, json=sent)
    message = answer.json()
    assert answer.status_code == 200
    assert CREATED_AT.fullmatch(message.pop("created_at"))
    assert message.pop("message_id")
    assert message == sent


def test_a_handoff_is_queued_and_leaves_the_transcript(
    client: httpx.Client, open_chat: OpenChat
) -> None:
    chat_id = open_chat()
    path = f"/external/chat/{chat_id}/messages"
    written = [
        client.post(NEW_MESSAGE, json={"chat_id": chat_id, "sender": "user", "content": text})
        for text in ("first", "second", "second")
    ]
    before = client.get(path).json()
    answer = client.post(
        HANDOFF,
        json={
            "chat_id": chat_id,
            "customer_email": "enterprise-buyer@example.com",
            "reason": "Pricing approval",
            "context": "Lead qualified via chatbot, needs annual invoice",
            "metadata": {"priority": "high", "assigned_team": "Sales"},
        },
    )
    receipt = answer.json()
    assert answer.status_code == 200
    assert receipt.pop("handoff_id")
    assert receipt == {"status": "queued", "chat_id": chat_id}
    assert client.get(path).json() == before == [message.json() for message in written]


@pytest.mark.parametrize("path", ["/external/agent", "/external/agent/v2"])
def test_the_agent_replies_within_the_transcript(
    client: httpx.Client, open_chat: OpenChat, path: str
) -> None:
    chat_id = open_chat()
    answer = client.post(path, json={"chat_id": chat_id, "content": "Hello?", "metadata": {"a": 1}})
    reply = answer.json()
    assert answer.status_code == 200
    asked, replied = client.get(f"/external/chat/{chat_id}/messages").json()
    assert (asked["sender"], asked["content"], asked["metadata"]) == ("user", "Hello?", {"a": 1})
    assert (replied["sender"], replied["content"]) == ("assistant", reply["response"])
    assert replied["message_id"] == reply["message_id"]
    assert replied["created_at"] == reply["timestamp"]
    assert (reply["chat_id"], reply["agent_id"]) == (chat_id, "agent_main")
    assert reply["metadata"] == {"a": 1}


@pytest.mark.parametrize("sent", [{}, {"metadata": None}, {"metadata": {}}, {"unknown": 1}])
def test_defaults_of_a_chat(client: httpx.Client, sent: dict[str, Any]) -> None:
    chat = client.post(NEW_CHAT, json={"client_id": "c", **sent}).json()
    assert (chat["ai_enabled"], chat["lead_collected"], chat["metadata"]) == (True, False, {})
    assert "unknown" not in chat


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  leading and trailing \n\t",
        "line\r\nline\u2028line",
        "<b>&amp;</b> \"quoted\" \\ 'single'",
        "e\u0301 is not \u00e9, nor \u1e9b\u0323",
        "\U0001f469\u200d\U0001f4bb \U00020000 \U0010ffff \uffff \ufeff",
        "\u202eright to left \u05d0",
        "nul \x00 inside",
        "x" * 100_000,
    ],
)
def test_text_comes_back_unchanged(client: httpx.Client, open_chat: OpenChat, text: str) -> None:
    chat_id = open_chat()
    sent = {"chat_id": chat_id, "sender": "user", "content": text, "metadata": {text: [text]}}
    message = client.post(NEW_MESSAGE, json=sent).json()
    assert {name: message[name] for name in sent} == sent
    assert client.get(f"/external/chat/{chat_id}/messages").json() == [message]


def test_metadata_keeps_its_types_and_numbers(client: httpx.Client, open_chat: OpenChat) -> None:
    metadata = {
        "numbers": [0, -1, 2**53 - 1, 2**63, 10**300, 0.1, 1.5e-300, 1.0, -0.0],
        "others": [True, False, None, "1", {}, [], [[]]],
        "": {"a.b/c~d": {"deep": [{"deeper": [1, "1", 1.5]}]}},
    }
    chat_id = open_chat()
    sent = {"chat_id": chat_id, "sender": "user", "content": "", "metadata": metadata}
    client.post(NEW_MESSAGE, json=sent).raise_for_status()
    (message,) = client.get(f"/external/chat/{chat_id}/messages").json()
    assert repr(message["metadata"]) == repr(metadata)


def test_the_front_page_says_what_this_is(anonymous: httpx.Client) -> None:
    assert "reference server" in anonymous.get("/").json()["name"]
    paths = anonymous.get("/openapi.json").json()["paths"]
    assert len(paths) == 6
    assert not [path for path in paths if "tools" in path]
    assert anonymous.get("/docs").status_code == 404
