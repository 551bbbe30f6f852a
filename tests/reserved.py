"""What could reach somebody: addresses, hosts and phone numbers that nothing reserves.

Addresses and hosts by RFC 2606 and RFC 6761; phone numbers by the plans that set some aside for
fiction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

RESERVED_HOST = re.compile(
    r"(?:[a-z0-9_-]+\.)*(?:example\.(?:com|org|net)|[a-z0-9_-]+\.(?:example|test|invalid))\.?",
    re.IGNORECASE,
)
# An address may hide anywhere in a text; what stands before the last @ is of no consequence.
ADDRESS = re.compile(r"[^\s@]@(?:[^\s@]*@)*([^\s@<>()\[\]\"',;:&/\\]+)")
URL = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]*:|(?<![\w:/\\]))//(?:[^\s/@]*@)?([^\s/:?#&\"'<>\\]+)", re.I
)
WEB = re.compile(r"\bwww\.[\w.-]*\w", re.I)
PHONE = re.compile(r"(?<![\d:T])(?:\+[\d(][\d ().-]{5,}\d|\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b)")
PHONE_MEMBER = re.compile(r"phone|mobile|telephone|whatsapp|fax|sms", re.I)
RESERVED_PHONES = (
    re.compile(r"1?[2-9]\d\d55501\d\d"),  # North America: NXX-555-01XX
    re.compile(r"447700900\d{3}|442079460\d{3}|441632960\d{3}"),  # Britain, by Ofcom
    re.compile(r"614915701(?:56|57|58|59)|61491570(?:006|110)"),  # Australia, by ACMA
)


def reserved_phone(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return any(plan.fullmatch(digits) for plan in RESERVED_PHONES)


def texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text at any depth, names of members included, with the member that holds it."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield "", key
            yield from texts(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, name)
    elif isinstance(value, str):
        yield name, value
    elif PHONE_MEMBER.search(name) and value and not isinstance(value, bool):
        yield name, str(value)


def real(value: Any) -> list[str]:
    """What could reach somebody: addresses, hosts and phone numbers that nothing reserves."""
    found: list[str] = []
    for name, text in texts(value):
        hosts = [host for pattern in (ADDRESS, URL) for host in pattern.findall(text)]
        hosts += WEB.findall(text)
        found += [host for host in hosts if not RESERVED_HOST.fullmatch(host.rstrip(".!?"))]
        phones = PHONE.findall(text)
        if PHONE_MEMBER.search(name) and re.search(r"\d{3}", text):
            phones = [text]
        found += [phone for phone in phones if not reserved_phone(phone)]
    return found
