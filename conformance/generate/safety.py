"""Generated traffic is safe traffic: what names somebody names nobody real.

Addresses and hosts are reserved by RFC 2606 and RFC 6761, phone numbers by the plans that set some
aside for fiction. And whatever opens a chat can be found again by its operator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from conformance.corpus import CHAT, RUN, UNKNOWN_CHAT

CLIENT = f"conformance-{RUN}-"
MARK = "conformance_run"

_RESERVED_HOST = re.compile(
    r"(?:[a-z0-9_-]+\.)*(?:example\.(?:com|org|net)|[a-z0-9_-]+\.(?:example|test|invalid))\.?", re.I
)
_ADDRESS = re.compile(r"[^\s@]@(?:[^\s@]*@)*([^\s@<>()\[\]\"',;:&/\\]+)")
_URL = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]*:|(?<![\w:/\\]))//(?:[^\s/@]*@)?([^\s/:?#&\"'<>\\]+)", re.I
)
_WEB = re.compile(r"\bwww\.[\w.-]*\w", re.I)
_PHONE = re.compile(r"(?<![\d:T])(?:\+[\d(][\d ().-]{5,}\d|\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b)")
_PHONE_NAME = re.compile(r"phone|mobile|telephone|whatsapp|fax|sms", re.I)
_RESERVED_PHONE = re.compile(r"1?[2-9]\d\d55501\d\d|442079460\d{3}")
_PLACEHOLDER = re.compile("|".join(re.escape(text) for text in (CHAT, UNKNOWN_CHAT, RUN)))


def is_safe(value: Any) -> bool:
    """Whether no text in a JSON value, at any depth, could reach a person or a host."""
    return all(_harmless(name, text) for name, text in _texts(value))


def can_be_found(body: dict[str, Any]) -> bool:
    """Whether the chat that a body may open says in its name or its metadata which run it is of."""
    client, metadata = body.get("client_id"), body.get("metadata")
    named = not isinstance(client, str) or client.startswith(CLIENT)
    return named or (isinstance(metadata, dict) and metadata.get(MARK) == RUN)


def has_placeholder(value: Any) -> bool:
    """Whether a text in a JSON value holds a placeholder."""
    return any(_PLACEHOLDER.search(text) for _, text in _texts(value))


def _harmless(name: str, text: str) -> bool:
    if _PHONE_NAME.search(name) and re.search(r"\d{3}", text):
        return bool(_RESERVED_PHONE.fullmatch(re.sub(r"\D", "", text)))
    if "@" in text or "//" in text or "www." in text.lower():
        hosts = [host for pattern in (_ADDRESS, _URL) for host in pattern.findall(text)]
        hosts += _WEB.findall(text)
        if not all(_RESERVED_HOST.fullmatch(host.rstrip(".!?")) for host in hosts):
            return False
    phones = _PHONE.findall(text)
    return all(_RESERVED_PHONE.fullmatch(re.sub(r"\D", "", phone)) for phone in phones)


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield "", key
            yield from _texts(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, name)
    elif isinstance(value, str):
        yield name, value
    elif _PHONE_NAME.search(name) and value and not isinstance(value, bool):
        yield name, str(value)
