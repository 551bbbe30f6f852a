"""Texts and metadata that show a fault in how they are kept, and near misses."""

from __future__ import annotations

from typing import Any

from .asking import Shown, chat, handoff, message, question


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
