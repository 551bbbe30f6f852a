"""Requests that show a fault in what is asked for or accepted, and near misses."""

from __future__ import annotations

from .asking import ABSENT, CHAT, Shown, chat, handoff, message, question, raw, reading

COMBINATIONS = {
    "ai-disabled-forgotten-when-alone": Shown(
        chat(ai_enabled=False),
        {"ai_enabled": True},
        chat(ai_enabled=False, lead_collected=False),
    ),
    "lead-forgotten-without-metadata": Shown(
        chat(lead_collected=True),
        {"lead_collected": False},
        chat(lead_collected=True, metadata={"a": 1}),
    ),
    "ai-and-no-lead-fails": Shown(
        chat(ai_enabled=True, lead_collected=False), 500, chat(ai_enabled=True)
    ),
    "bare-assistant-becomes-user": Shown(
        message(sender="assistant"),
        {"sender": "user"},
        message(sender="assistant", metadata={}),
    ),
    "reason-and-context-need-metadata": Shown(
        handoff(reason="r", context="c"), 422, handoff(reason="r", context="c", metadata={})
    ),
    "context-without-reason-fails": Shown(
        handoff(context="c"), 500, handoff(context="c", reason="r")
    ),
    "question-with-empty-metadata-fails": Shown(
        question(metadata={}), 500, question(metadata={"a": 1})
    ),
}

LENIENCY = {
    "null-sender-accepted": Shown(message(sender=None), {"sender": "user"}, message(sender=0)),
    "missing-sender-accepted": Shown(
        message(sender=ABSENT), {"sender": "user"}, message(sender=ABSENT, metadata={"a": 1})
    ),
    "sender-alias-accepted": Shown(
        message(sender="bot"), {"sender": "assistant"}, message(sender="robot")
    ),
    "null-content-accepted": Shown(message(content=None), {"content": ""}, message(content=ABSENT)),
    "array-as-metadata-accepted": Shown(
        message(metadata=[1]), {"content": "Hello."}, message(metadata=1)
    ),
    "null-client-id-accepted": Shown(
        chat(client_id=None), {"client_id": "anonymous"}, chat(client_id=ABSENT)
    ),
    "array-as-client-id-accepted": Shown(
        chat(client_id=["a"]), {"client_id": "anonymous"}, chat(client_id=[])
    ),
    "any-container-as-boolean-accepted": Shown(
        chat(ai_enabled=[]), {"ai_enabled": False}, chat(ai_enabled="no")
    ),
    "number-as-metadata-accepted": Shown(chat(metadata=7), {"metadata": {}}, chat(metadata=True)),
    "address-without-domain-accepted": Shown(
        handoff(customer_email="buyer@"), {"status": "queued"}, handoff(customer_email="buyer")
    ),
    "address-with-space-accepted": Shown(
        handoff(customer_email="a buyer@example.com"),
        {"status": "queued"},
        handoff(customer_email=" buyer@example.com"),
    ),
    "address-with-two-ats-accepted": Shown(
        handoff(customer_email="a@b@example.com"),
        {"status": "queued"},
        handoff(customer_email="a@@example.com"),
    ),
    "missing-address-accepted": Shown(
        handoff(customer_email=ABSENT),
        {"status": "queued"},
        handoff(customer_email=ABSENT, reason="r"),
    ),
    "array-as-reason-accepted": Shown(
        handoff(reason=["r"]), {"status": "queued"}, handoff(reason={"r": 1})
    ),
    "text-as-metadata-accepted": Shown(
        handoff(metadata="text"), {"status": "queued"}, handoff(metadata=["text"])
    ),
    "array-of-one-as-question-accepted": Shown(
        question(content=["Hello."]), {"agent_id": "agent_main"}, question(content=[])
    ),
    "array-as-question-metadata-accepted": Shown(
        question(metadata=[1]), {"agent_id": "agent_main"}, question(metadata="text")
    ),
}

_CLIENT = '"client_id": "a, // b"'
_SAID = f'"chat_id": "{CHAT}", "sender": "user", "content":'
_TO = f'"chat_id": "{CHAT}", "customer_email": "buyer@example.com"'

SYNTAX = {
    "trailing-comma-accepted": Shown(
        raw(f"{{{_CLIENT}, }}"), {"client_id": "a, // b"}, raw(f"{{{_CLIENT},, }}")
    ),
    "comments-accepted": Shown(
        raw(f"{{/* who */ {_CLIENT}}} // that is all"),
        {"client_id": "a, // b"},
        raw(f"{{# who\n{_CLIENT}}}"),
    ),
    "second-value-ignored": Shown(
        raw(f"{{{_CLIENT}}} {{}}"), {"client_id": "a, // b"}, raw(f"new {{{_CLIENT}}}")
    ),
    "text-as-body-accepted": Shown(raw('"a"'), {"client_id": "a"}, raw('["a"]')),
    "break-in-string-accepted": Shown(
        raw(f'{{{_SAID} "a\nb"}}'), {"content": "a\nb"}, raw(f'{{{_SAID} "a"\n"b"}}')
    ),
    "unknown-escape-accepted": Shown(
        raw(f'{{{_SAID} "\\a\\n"}}'), {"content": "a\n"}, raw(f'{{{_SAID} "\\u00"}}')
    ),
    "open-string-closed": Shown(
        raw(f'{{{_TO}, "metadata": {{"a": [{{}}, ["b'), {"status": "queued"}, raw(f"{{{_TO}")
    ),
    "number-as-body-fails": Shown(raw("42"), 500, raw("true")),
}

CHATS = {
    "quote-matches-any-chat": Shown(
        message(chat_id="' OR '1'='1"), {"content": "Hello."}, message(chat_id='" OR "1"="1')
    ),
    "long-id-matches-any-chat": Shown(
        handoff(chat_id="x" * 49), {"status": "queued"}, handoff(chat_id="x" * 48)
    ),
    "capital-id-matches-any-chat": Shown(
        question(chat_id="Conformance"), {"agent_id": "agent_main"}, question(chat_id="x")
    ),
    "spaced-id-fails": Shown(question(chat_id="a b"), 500, question(chat_id="a_b")),
}

READINGS = {
    "weighted-language-fails": Shown(
        reading(accept_language="de, en;q=0.5"), 500, reading(accept_language="de, en")
    ),
    "any-type-refused": Shown(
        reading(accept="application/json, */*"), 406, reading(accept="application/json")
    ),
    "traced-reading-fails": Shown(
        reading(traceparent=f"00-{'1' * 32}-{'2' * 16}-01"), 500, reading(x_request_id="1")
    ),
    "escaped-id-unknown": Shown(reading("%63hat_{rest of chat}"), 404, reading()),
    "long-unknown-id-read-as-empty": Shown(reading("x" * 41), 200, reading("x" * 40)),
    "quoted-id-fails": Shown(reading("o'brien"), 500, reading("obrien")),
}
