"""One request that shows each fault, what the faulty server makes of it, and a near miss."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

CHAT = "{chat}"
"""Stands for a chat that there is."""

_ABSENT = object()


@dataclass(frozen=True)
class Asked:
    """A request: `body` is sent as JSON, or as it is where it is bytes."""

    body: Any = None
    path: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """`by` shows the fault and `miss` doesn't. `seen`: the status, or members of a success."""

    by: Asked
    seen: int | dict[str, Any]
    miss: Asked


def _with(body: dict[str, Any], members: dict[str, Any]) -> Asked:
    body = {**body, **members}
    return Asked({name: value for name, value in body.items() if value is not _ABSENT})


def message(**members: Any) -> Asked:
    return _with({"chat_id": CHAT, "sender": "user", "content": "Hello."}, members)


def chat(**members: Any) -> Asked:
    return _with({"client_id": "conformance-1"}, members)


def handoff(**members: Any) -> Asked:
    return _with({"chat_id": CHAT, "customer_email": "buyer@example.com"}, members)


def question(**members: Any) -> Asked:
    return _with({"chat_id": CHAT, "content": "Hello."}, members)


def raw(text: str) -> Asked:
    return Asked(text.encode())


def reading(chat_id: str = CHAT, **headers: str) -> Asked:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Asked(None, f"/external/chat/{chat_id}/messages", named)


def content(text: str, kept: str | int, missed: str) -> Shown:
    """A text that is kept as another one, or what is answered; and one that is kept."""
    seen = {"content": kept} if isinstance(kept, str) else kept
    return Shown(message(content=text), seen, message(content=missed))


def client(text: str, kept: str | int, missed: str) -> Shown:
    seen = {"client_id": kept} if isinstance(kept, str) else kept
    return Shown(chat(client_id=text), seen, chat(client_id=missed))


def metadata(value: Any, kept: Any, missed: Any) -> Shown:
    """Metadata of a message, kept as another; and one that is kept."""
    return Shown(message(metadata=value), {"metadata": kept}, message(metadata=missed))


def metadata_of_chat(value: Any, kept: Any, missed: Any) -> Shown:
    return Shown(chat(metadata=value), {"metadata": kept}, chat(metadata=missed))


TEXTS = {
    "content-of-64-refused": content("x" * 64, 422, "x" * 63),
    "content-cut-at-255": content("x" * 256, "x" * 255, "x" * 255),
    "content-of-4096-loses-its-end": content("x" * 4096, "x" * 4095, "x" * 4097),
    "content-loses-an-emoji-first": content("\U0001f44b hi", " hi", "hi \U0001f44b"),
    "content-singletons-normalised": content("5 \u212a", "5 K", "5 e\u0301"),
    "content-ligatures-split": content("\ufb01le", "file", "\u0152uvre"),
    "content-no-break-space-folded": content("a\u00a0b", "a b", "a\u2009b"),
    "content-loses-a-break-first": content("\n\thello", "hello", " \nhello"),
    "content-lone-return-replaced": content("a\rb", "a\nb", "a\r\nb"),
    "content-formula-guarded": content("=1+2", "'=1+2", "1=1"),
    "content-loses-a-backslash-last": content("C:\\", "C:", "C:\\x"),
    "content-slash-command-refused": content("/help", 422, "see /help"),
    "content-soft-hyphen-lost": content("co\u00adop", "coop", "co-op"),
    "content-line-separator-replaced": content("a\u2028b", "a\nb", "a\u0085b"),
    "content-combining-mark-first-fails": content("\u0301a", 500, "a\u0301"),
    "content-sharp-s-doubled": content("Stra\u00dfe", "Strasse", "STRA\u1e9eE"),
    "content-of-the-last-plane-fails": content("a\U00100000", 500, "a\U000f0000"),
    "content-variation-selectors-lost": content("\u2764\ufe0f", "\u2764", "\u2764\u200d"),
    "client-id-of-64-refused": client("c" * 64, 422, "c" * 65),
    "client-id-loses-spaces-last": client("c ", "c", "c d"),
    "client-id-loses-an-emoji-last": client("c\U0001f600", "c", "\U0001f600c"),
    "client-id-dotted-i-lowered": client("\u0130", "i", "\u0131"),
    "client-id-with-percent-fails": client("100%", 500, "100"),
    "reason-of-100-refused": Shown(handoff(reason="r" * 100), 422, handoff(reason="r" * 101)),
    "reason-with-tab-refused": Shown(handoff(reason="a\tb"), 422, handoff(reason="a\nb")),
    "context-of-1024-fails": Shown(
        handoff(reason="r", context="c" * 1024), 500, handoff(reason="r", context="c" * 1023)
    ),
    "short-local-part-refused": Shown(
        handoff(customer_email="a@example.com"), 422, handoff(customer_email="ab@example.com")
    ),
    "question-of-32-fails": Shown(question(content="q" * 32), 500, question(content="q" * 31)),
    "question-without-letters-refused": Shown(
        question(content="?!"), 422, question(content="what?!")
    ),
}

METADATA = {
    "metadata-nested-null-lost": metadata({"a": [[1, None]]}, {"a": [[1]]}, {"a": [1, None]}),
    "metadata-deep-integer-as-text": metadata(
        {"a": {"b": {"c": 1}}}, {"a": {"b": {"c": "1.0"}}}, {"a": {"b": [1]}}
    ),
    "metadata-integer-wraps": metadata({"a": 2**31}, {"a": -(2**31)}, {"a": 2**31 - 1}),
    "metadata-nested-boolean-as-number": metadata(
        {"a": [[True, "x"]]}, {"a": [[1, "x"]]}, {"a": [True, "x"]}
    ),
    "metadata-nested-empty-object-as-null": metadata(
        {"a": {"b": {}}}, {"a": {"b": None}}, {"a": {}}
    ),
    "metadata-nested-keys-lowered": metadata({"A": {"B": 1}}, {"A": {"b": 1}}, {"A": {"b": 1}}),
    "metadata-nested-dashes-replaced": metadata(
        {"a-b": {"c-d": 1}}, {"a-b": {"c_d": 1}}, {"a-b": 1}
    ),
    "metadata-fifth-object-as-text": metadata(
        {"a": {"b": {"c": {"d": {"e": 1}}}}},
        {"a": {"b": {"c": {"d": '{"e": 1}'}}}},
        {"a": {"b": {"c": {"d": 1}}}},
    ),
    "metadata-listed-digits-as-number": metadata({"a": ["0123"]}, {"a": [123]}, {"a": "0123"}),
    "metadata-negative-fraction-truncated": metadata({"a": -1.5}, {"a": -1}, {"a": 1.5}),
    "metadata-tiny-number-as-zero": metadata({"a": 2.0**-20}, {"a": 0}, {"a": 2.0**-10}),
    "metadata-date-as-moment": metadata(
        {"a": "2025-01-01"}, {"a": "2025-01-01T00:00:00Z"}, {"a": "2025-01"}
    ),
    "metadata-id-overwritten": Shown(
        message(metadata={"id": "mine"}),
        {"content": "Hello."},
        message(metadata={"a": {"id": "mine"}}),
    ),
    "metadata-created-at-overwritten": Shown(
        chat(metadata={"created_at": "2025-01-01"}),
        {"client_id": "conformance-1"},
        chat(metadata={"created-at": "2025-01-01"}),
    ),
    "metadata-nested-true-as-boolean": metadata_of_chat(
        {"a": ["true"]}, {"a": [True]}, {"a": "true"}
    ),
    "metadata-null-text-as-null": metadata_of_chat({"a": "null"}, {"a": None}, {"a": "NULL"}),
    "metadata-array-of-one-unwrapped": metadata_of_chat({"a": [1]}, {"a": 1}, {"a": [1, 1]}),
    "metadata-of-many-keys-refused": Shown(
        chat(metadata={f"k{number}": number for number in range(31)}),
        422,
        chat(metadata={f"k{number}": number for number in range(30)}),
    ),
    "handoff-metadata-with-negative-number-fails": Shown(
        handoff(metadata={"a": [-1]}), 500, handoff(metadata={"a": ["-1"]})
    ),
    "handoff-metadata-with-false-fails": Shown(
        handoff(metadata={"a": [False]}), 500, handoff(metadata={"a": [0]})
    ),
    "handoff-metadata-five-deep-fails": Shown(
        handoff(metadata={"a": {"b": {"c": {"d": [1]}}}}),
        500,
        handoff(metadata={"a": {"b": {"c": {"d": 1}}}}),
    ),
    "handoff-chat-id-of-the-metadata": Shown(
        handoff(metadata={"chat_id": "mine"}),
        {"chat_id": "mine"},
        handoff(metadata={"a": {"chat_id": "mine"}}),
    ),
    "question-metadata-array-in-array-fails": Shown(
        question(metadata={"a": [[]]}), 500, question(metadata={"a": [{}]})
    ),
}

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
        message(sender=_ABSENT), {"sender": "user"}, message(sender=_ABSENT, metadata={"a": 1})
    ),
    "sender-alias-accepted": Shown(
        message(sender="bot"), {"sender": "assistant"}, message(sender="robot")
    ),
    "null-content-accepted": Shown(
        message(content=None), {"content": ""}, message(content=_ABSENT)
    ),
    "array-as-metadata-accepted": Shown(
        message(metadata=[1]), {"content": "Hello."}, message(metadata=1)
    ),
    "null-client-id-accepted": Shown(
        chat(client_id=None), {"client_id": "anonymous"}, chat(client_id=_ABSENT)
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
        handoff(customer_email=_ABSENT),
        {"status": "queued"},
        handoff(customer_email=_ABSENT, reason="r"),
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

SHOWN: dict[str, Shown] = {
    **TEXTS,
    **METADATA,
    **COMBINATIONS,
    **LENIENCY,
    **SYNTAX,
    **CHATS,
    **READINGS,
}
