"""Email addresses and telephone numbers, which minimising must not invent."""

from __future__ import annotations

import re
from collections.abc import Collection

from jsonschema import FormatChecker

PLAIN = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)+",
    re.ASCII | re.IGNORECASE,
)
RESERVED = re.compile(
    r"(?:.+\.)?(?:example\.(?:com|org|net)|example|test|invalid)", re.ASCII | re.IGNORECASE
)
"""Domains that nobody can have (RFC 2606, RFC 6761)."""
DOMAIN = re.compile(r"@\s*([\w.-]+)")
TELEPHONE = re.compile(r"\d(?:[ ().-]{0,2}\d){6,}")


def strangers(text: str) -> set[str]:
    """What could be somebody's: addresses outside of reserved domains, telephone numbers."""
    domains = {domain for domain in DOMAIN.findall(text) if not RESERVED.fullmatch(domain)}
    return domains | set(TELEPHONE.findall(text))


def checker(known: Collection[str]) -> FormatChecker:
    """A checker by which only the plainest addresses are some, and the `known` ones.

    What it lets through, nobody refuses.
    """
    strict = FormatChecker(formats=())

    @strict.checks("email")
    def _is_address(value: object) -> bool:
        return not isinstance(value, str) or value in known or bool(PLAIN.fullmatch(value))

    return strict


def flaws(text: str) -> frozenset[str]:
    """What keeps a text from being an address; the text itself where that isn't obvious."""
    local, at, domain = text.rpartition("@")
    found = {
        "no @": not at,
        "two @": "@" in local,
        "nothing before": bool(at) and not local.replace("@", "").strip(),
        "nothing after": bool(at) and not domain.strip(),
        "space": any(character.isspace() for character in text),
        "control": any(ord(character) < 32 or ord(character) == 127 for character in text),
    }
    return frozenset(name for name, there in found.items() if there) or frozenset({text})
