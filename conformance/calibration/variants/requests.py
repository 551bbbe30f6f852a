"""Servers that take, or turn away, what the contract leaves to them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Scope

from conformance.calibration.rewriting import Answer, Rewriting
from conformance.calibration.variants.variant import Variant, Wrap

OUTSIDE = "CONTRACT, What is outside of judgment"
NO_BOUNDS = "CONTRACT names no bounds; none below 1 MiB is a recommendation of the suite's"
SPECIAL = re.compile(r"\.(?:test|invalid|local|localhost|onion|arpa)$", re.IGNORECASE)
PLAIN = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
MEMBERS = {
    "new-chat": {"client_id", "ai_enabled", "lead_collected", "metadata"},
    "new-message": {"chat_id", "sender", "content", "metadata"},
    "email-handoff": {"chat_id", "customer_email", "reason", "context", "metadata"},
    "agent": {"chat_id", "content", "metadata"},
    "v2": {"chat_id", "content", "metadata"},
}


def _operation(scope: Scope) -> str:
    return str(scope["path"]).rpartition("/")[2]


def _refusing(when: Callable[[str, dict[str, Any]], bool]) -> Wrap:
    """Refuses what it would take: `when` gets the operation's name and the body."""

    def asked(scope: Scope, body: bytes) -> bytes:
        try:
            value = json.loads(body)
            refused = isinstance(value, dict) and when(_operation(scope), value)
        except (ValueError, RecursionError):
            return body
        # No operation takes this.
        return b"{}" if refused else body

    return lambda app: Rewriting(app, asked)


def _parts(value: Any) -> list[Any]:
    """A value and everything in it, the names of members too."""
    found = [value]
    for one in found:
        if isinstance(one, dict):
            found += [*one, *one.values()]
        elif isinstance(one, list):
            found += one
    return found


def _unsafe(_operation: str, body: dict[str, Any]) -> bool:
    numbers = (one for one in _parts(body) if isinstance(one, int | float))
    texts = (one for one in _parts(body) if isinstance(one, str))
    return any(abs(one) >= 2**53 for one in numbers) or any("\0" in one for one in texts)


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max(map(_depth, inner), default=0) if isinstance(value, dict | list) else 0


def _large(_operation: str, body: dict[str, Any]) -> bool:
    texts = (one for one in _parts(body) if isinstance(one, str))
    return any(len(one) > 5_000 for one in texts) or _depth(body) > 12


def _deliverable(operation: str, body: dict[str, Any]) -> bool:
    address = body.get("customer_email")
    if operation != "email-handoff" or not isinstance(address, str):
        return False
    return SPECIAL.search(address) is not None or PLAIN.fullmatch(address) is None


def _unknown_members(operation: str, body: dict[str, Any]) -> bool:
    return not body.keys() <= MEMBERS.get(operation, body.keys())


def _parser(read: Callable[[str], Any]) -> Wrap:
    """Reads bodies by a parser of its own where it can, and leaves the rest to the server."""

    def asked(scope: Scope, body: bytes) -> bytes:
        try:
            return json.dumps(read(body.decode())).encode()
        except (ValueError, RecursionError):
            return body

    return lambda app: Rewriting(app, asked)


def _tolerant(text: str) -> Any:
    """NaN and infinite numbers become null, and lone surrogates become U+FFFD."""
    value = json.loads(
        text,
        parse_constant=lambda _: None,
        parse_float=lambda digits: (
            None if float(digits) in {float("inf"), -float("inf")} else float(digits)
        ),
    )
    text = json.dumps(value, ensure_ascii=False)
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _trailing_comma(text: str) -> Any:
    return json.loads(text.removesuffix(",}") + "}" if text.endswith(",}") else text)


def _forms(app: ASGIApp) -> ASGIApp:
    """Takes forms too, as many servers do."""

    def asked(scope: Scope, body: bytes) -> bytes:
        headers = dict(scope["headers"])
        if not headers.get(b"content-type", b"").startswith(b"application/x-www-form-urlencoded"):
            return body
        headers[b"content-type"] = b"application/json"
        scope["headers"] = list(headers.items())
        return json.dumps(dict(parse_qsl(body.decode()))).encode()

    return Rewriting(app, asked)


def _takes_large_bodies(app: ASGIApp) -> ASGIApp:
    """Takes a body of any size. The text is kept aside, and is in the answer again."""

    def asked(scope: Scope, body: bytes) -> bytes:
        scope["text"] = None
        if len(body) <= 2**20:
            return body
        value = json.loads(body)
        scope["text"] = value["content"]
        return json.dumps({**value, "content": "large"}).encode()

    def changed(answer: Answer) -> None:
        if answer.status == 200 and answer.scope["text"] is not None:
            answer.json = {**answer.json, "content": answer.scope["text"]}

    return Rewriting(app, asked, changed)


def _silent_where_told(app: ASGIApp) -> ASGIApp:
    """Gives no replies in chats that were opened without the AI."""
    silent: set[str] = set()

    def changed(answer: Answer) -> None:
        if answer.status != 200:
            return
        operation = _operation(answer.scope)
        if operation == "new-chat" and not answer.json["ai_enabled"]:
            silent.add(answer.json["chat_id"])
        elif operation in {"agent", "v2"} and answer.json["chat_id"] in silent:
            answer.status = 409
            answer.json = {"detail": "The AI isn't enabled in this chat."}

    return Rewriting(app, answer=changed)


REQUESTS = (
    Variant("no unsafe numbers and no U+0000", _refusing(_unsafe), OUTSIDE),
    Variant("no long texts", _refusing(_large), NO_BOUNDS),
    Variant(
        "no unknown members",
        _refusing(_unknown_members),
        "CONTRACT, Schemas: answers are open; of requests nothing is said",
    ),
    Variant(
        "no reserved or unusual addresses",
        _refusing(_deliverable),
        "RFC 6761 section 6: such names never resolve; CONTRACT leaves the check to the server",
    ),
    Variant("a tolerant parser", _parser(_tolerant), OUTSIDE),
    Variant(
        "commas at the end",
        _parser(_trailing_comma),
        "RFC 8259 section 9: a parser may accept extensions",
        frozenset({"CON-34"}),
    ),
    Variant(
        "forms taken too",
        _forms,
        "CONTRACT, Answers to bad input: another media type is refused is a SHOULD",
        frozenset({"CON-28"}),
    ),
    Variant(
        "large bodies taken",
        _takes_large_bodies,
        "CONTRACT, Answers to bad input: 413 or 4xx or success",
    ),
    Variant(
        "no replies without the AI",
        _silent_where_told,
        "CONTRACT, Schemas: ai_enabled says whether the agent may answer",
    ),
)
