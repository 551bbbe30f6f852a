"""Ids that nobody has."""

from __future__ import annotations

import hashlib

DIGITS, LOWER, UPPER = "0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
HEXADECIMAL = set("0123456789abcdefABCDEF-")
LONG_ENOUGH = 12


def another(known: str) -> str:
    """An id of the same form that nobody has; where ids are too short to guess past, any text.

    A server that tells ids apart by their form shall see one that could be its own.
    """
    if sum(character.isalnum() for character in known) < LONG_ENOUGH:
        return f"conformance-unknown-{known}"
    noise = hashlib.sha256(known.encode("utf-8")).digest() * (len(known) // 32 + 1)
    tail = known[-32:]
    hexadecimal = set(tail) <= HEXADECIMAL
    alphabets = (DIGITS, LOWER[:6] if hexadecimal else LOWER, UPPER[:6] if hexadecimal else UPPER)
    made = []
    for character, number in zip(tail, noise, strict=False):
        alphabet = next((one for one in alphabets if character in one), None)
        made.append(alphabet[number % len(alphabet)] if alphabet else character)
    return known[:-32] + "".join(made)
