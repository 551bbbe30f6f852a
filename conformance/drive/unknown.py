"""Ids that nobody has."""

from __future__ import annotations

import hashlib
import re
from functools import cache

PREFIX = re.compile(r"[A-Za-z]+[_:.-]")
HEXADECIMAL = set("0123456789abcdefABCDEF-")
# Without what the alphabets of Crockford and base58 leave out.
DIGITS, LOWER, UPPER = "123456789", "abcdefghjkmnpqrstvwxyz", "ABCDEFGHJKMNPQRSTVWXYZ"
LONG_ENOUGH = 8
MOST_DIGITS = 9
MOST_CHARACTERS = 12


@cache
def another(known: str) -> str:
    """An id of the same form that nobody has; where ids are too short to guess past, any text.

    A server that tells ids apart by their form shall see one that could be its own. So a prefix
    stays, and so does the beginning, where an id has its version or its time; a short number
    becomes one that counting hasn't reached, and that still fits into 32 bits.
    """
    prefix = PREFIX.match(known)
    start = prefix.end() if prefix else 0
    own = known[start:]
    is_number = own.isascii() and own.isdecimal()
    if is_number and len(own) <= MOST_DIGITS:
        return f"{known[:start]}1{own.zfill(MOST_DIGITS)}"
    tail = own[-MOST_DIGITS if is_number else -MOST_CHARACTERS :]
    if sum(character.isalnum() for character in tail) < LONG_ENOUGH:
        return f"conformance-unknown-{known}"
    return known[: -len(tail)] + _other(tail, hexadecimal=set(own) <= HEXADECIMAL)


def _other(text: str, *, hexadecimal: bool) -> str:
    """Each digit and each letter replaced by another of its kind, the same for the same text."""
    kinds = (DIGITS, LOWER[:6] if hexadecimal else LOWER, UPPER[:6] if hexadecimal else UPPER)
    made = []
    for character, number in zip(text, hashlib.sha256(text.encode()).digest(), strict=False):
        kind = next((one for one in kinds if _alike(character, one[0])), None)
        made.append(kind[number % len(kind)] if kind else character)
    return "".join(made)


def _alike(one: str, other: str) -> bool:
    """Whether both are digits, both small letters or both capital letters, of ASCII."""
    tests = (str.isdecimal, str.islower, str.isupper)
    return one.isascii() and any(test(one) and test(other) for test in tests)
