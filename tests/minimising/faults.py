"""Faulty servers, a large case that shows each fault, and what a person would have sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conformance.corpus import CHAT, MEDIA_TYPE, RUN, SYNTAX, UNKNOWN, Case, Group
from conformance.outcome import Level

from .builders import (
    HANDOFF,
    MESSAGE,
    METADATA,
    PROSE,
    anywhere,
    invalid,
    valid,
)


@dataclass(frozen=True)
class Fault:
    """`minimal` is the body, or the raw text, of the failing case."""

    shows: Callable[[Case], bool]
    group: Group
    minimal: Any
    headers: tuple[tuple[str, str], ...] = ()


def short(**members: Any) -> dict[str, Any]:
    return {"chat_id": CHAT, "sender": "user", "content": "a", **members}


def with_metadata(**members: Any) -> Group:
    return valid("new-message", {"metadata": {**METADATA, **members}})


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}


def has(holds: Callable[[Any, int], bool]) -> Callable[[Case], bool]:
    return lambda case: anywhere(case.body.get("metadata"), holds)


def is_text(holds: Callable[[str], bool]) -> Callable[[Any, int], bool]:
    return lambda value, depth: isinstance(value, str) and holds(value)


def a_boolean_in_an_array(value: Any, depth: int) -> bool:
    return isinstance(value, list) and any(isinstance(item, bool) for item in value)


def closes_what_is_open(case: Case) -> bool:
    """A server that mends truncated JSON, and takes it if it has all that is required."""
    assert case.raw is not None
    for end in ("", '"', '"}', "}"):
        for more in ("", "}", "]}", "}}"):
            try:
                body = json.loads(case.raw + end + more)
            except ValueError:
                continue
            return isinstance(body, dict) and body.keys() >= {"chat_id", "sender", "content"}
    return False


LONG = {"source": "x", "campaign": {"id": 5123456789, "list": ["a"]}, "medium": "y"}
DASHED = {"source": "x", "ad-group": {"id": 5, "names": ["a"]}, "medium": "y"}
WRITTEN = json.dumps(MESSAGE, ensure_ascii=False)
TRUNCATED = WRITTEN[: WRITTEN.rindex("sicher")]

FAULTS: dict[str, Fault] = {
    "loses a text of exactly 64 characters": Fault(
        lambda case: len(case.body["content"]) == 64,
        valid("new-message", {"content": (PROSE * 2)[:64]}),
        short(content="a" * 64),
    ),
    "refuses more than 1000 characters": Fault(
        lambda case: len(case.body["content"]) > 1000,
        valid("new-message", {"content": PROSE * 15}),
        short(content="a" * 1001),
    ),
    "loses characters outside the BMP": Fault(
        lambda case: any(ord(character) > 0xFFFF for character in case.body["content"]),
        valid("new-message", {"content": PROSE + "\U0001f680" + PROSE}),
        short(content="\U0001f680"),
    ),
    "makes a space of a no-break space": Fault(
        has(is_text(lambda text: "\u00a0" in text)),
        with_metadata(notes=PROSE + "10\u00a0\u20ac" + PROSE),
        short(metadata={"a": "a\u00a0"}),
    ),
    "loses a markup tag around text": Fault(
        lambda case: "<" in case.body["content"] and ">" in case.body["content"],
        valid("new-message"),
        short(content="<>"),
    ),
    "makes a number of a boolean in an array": Fault(
        has(a_boolean_in_an_array),
        with_metadata(tags=["vip", [None, True, "x"], 3]),
        short(metadata={"a": [False]}),
    ),
    "loses one of two members without a third": Fault(
        lambda case: {"reason", "context"} <= case.body.keys() and "metadata" not in case.body,
        valid("email-handoff", without_metadata=True),
        {"chat_id": CHAT, "customer_email": "a@example.com", "reason": "a", "context": "a"},
    ),
    "changes a key with a dash at depth 2": Fault(
        lambda case: any(
            "-" in key
            for inner in (case.body.get("metadata") or {}).values()
            if isinstance(inner, dict)
            for key in inner
        ),
        with_metadata(utm=DASHED),
        short(metadata={"a": {"-": {}}}),
    ),
    "cuts an integer above 2^31 at depth 3": Fault(
        has(lambda value, depth: depth == 3 and isinstance(value, int) and value > 2**31),
        with_metadata(utm=LONG),
        short(metadata={"a": {"a": {"a": 2**31 + 1}}}),
    ),
    "cuts an integer above 2^31 anywhere": Fault(
        has(lambda value, depth: isinstance(value, int) and value > 2**31),
        with_metadata(utm=LONG),
        short(metadata={"a": 2**31 + 1}),
    ),
    "rounds a negative number": Fault(
        has(lambda value, depth: isinstance(value, float) and value < 0 and value % 1 != 0),
        with_metadata(),
        short(metadata={"a": -1.5}),
    ),
    "forgets the second of two switches": Fault(
        lambda case: case.body.get("lead_collected") is True and "ai_enabled" in case.body,
        valid("new-chat"),
        {
            "client_id": f"conformance-{RUN}-a",
            "ai_enabled": False,
            "lead_collected": True,
            "metadata": {"conformance_run": RUN},
        },
    ),
    "answers a header of its own making": Fault(
        lambda case: "X-Request-Id" in case.headers,
        valid("new-chat", None, headers={"Accept-Language": "de", "X-Request-Id": "7"}),
        {"client_id": f"conformance-{RUN}-a", "metadata": {"conformance_run": RUN}},
        (("X-Request-Id", "7"),),
    ),
    "accepts no sender": Fault(
        lambda case: case.body["sender"] is None,
        invalid("new-message", "/sender", "type", body={**MESSAGE, "sender": None}),
        short(sender=None),
    ),
    "accepts another sender": Fault(
        lambda case: case.body["sender"] not in ("user", "assistant"),
        invalid("new-message", "/sender", "enum", body={**MESSAGE, "sender": "Super User 7"}),
        short(sender="a"),
    ),
    "accepts a message without content": Fault(
        lambda case: "content" not in case.body,
        invalid("new-message", "/content", "required", body=without(MESSAGE, "content")),
        without(short(), "content"),
    ),
    "accepts an array for the content": Fault(
        lambda case: isinstance(case.body["content"], list),
        invalid(
            "new-message",
            "/content",
            "type",
            body={**MESSAGE, "content": ["Hello", {"a": [1, 2, 3]}, "you"]},
        ),
        short(content=["a"]),
    ),
    "accepts an array for the body": Fault(
        lambda case: isinstance(case.body, list),
        invalid("new-message", "", "type", body=[MESSAGE["content"], 1, METADATA["utm"]]),
        ["a"],
    ),
    "accepts an address with a space": Fault(
        lambda case: " " in case.body["customer_email"],
        invalid(
            "email-handoff",
            "/customer_email",
            "format",
            body={**HANDOFF, "customer_email": "jane mary roe@mail.example.com"},
        ),
        {"chat_id": CHAT, "customer_email": "a @example.com"},
    ),
    "accepts truncated JSON": Fault(
        closes_what_is_open,
        invalid("new-message", "", SYNTAX, raw=TRUNCATED),
        '{"chat_id":"{chat}","sender":"user","content":"a"',
    ),
    "accepts a comma too many": Fault(
        lambda case: case.raw is not None and case.raw.endswith(",}"),
        invalid("new-message", "", SYNTAX, raw=json.dumps(MESSAGE)[:-1] + ",}"),
        '{"chat_id":"{chat}",}',
    ),
    "accepts any media type": Fault(
        lambda case: "Content-Type" in case.headers,
        invalid(
            "new-message",
            "header:Content-Type",
            MEDIA_TYPE,
            body=MESSAGE,
            headers={"Content-Type": "application/xml; charset=utf-8"},
        ),
        short(),
        (("Content-Type", "text/plain"),),
    ),
    "opens a chat that there isn't": Fault(
        lambda case: str(case.body["chat_id"]).startswith("conformance-unknown-"),
        invalid(
            "new-message",
            "/chat_id",
            UNKNOWN,
            body={**MESSAGE, "chat_id": "conformance-unknown-Zk3_99aQ"},
        ),
        short(chat_id="conformance-unknown-a"),
    ),
    "breaks on a quote in an id": Fault(
        lambda case: "'" in case.body["chat_id"],
        invalid(
            "new-message",
            "/chat_id",
            UNKNOWN,
            level=Level.SHOULD,
            body={**MESSAGE, "chat_id": "../chats/7' OR 1=1"},
        ),
        short(chat_id="'"),
    ),
}
