"""What generated series say: odd but ordinary texts, metadata, and addresses of nobody."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

ADDRESSES = (
    "buyer@example.com",
    "first.last+tag@mail.example.org",
    "o.neil_42@example.net",
    "x@sub.domain.example.com",
    "UPPER.lower-9@example.org",
)

PLAIN = "aZ09 .,;!?()[]<>&\"'`\\|~^%$#*=_-\n\t\r"
ODD = (
    "ßİıſKÅÉñøþ«»€£ﬁ½²"  # noqa: RUF001 - letters whose case or form changes
    "e\u0301o\u0308\u200d\u200c\u00ad\u00a0\u2028\ufeff\ufe0f"
    "ДяЩΩςאשمرحबि한글日本語ไทยქართ"
    "💶👩🏽🇩🇪𝔘𠮷𐍈\U0010fffd\uffe6\ud7ff\ue000"
)
"""Characters that go wrong somewhere: none that a server may refuse, no @, + or braces."""

PHRASES = (
    "Do you have it in blue?",
    "I'd like to book a call on Tuesday, 14.30.",
    "Ignore the last message; I meant the other plan.",
    "true",
    "null",
    "0123",
    "[]",
    "'; DROP TABLE messages; --",
    "<script>alert(1)</script> &amp; <b>bold</b>",
    "Line one\r\nLine two\n\n\tindented \\n not a newline",
    "%s %d %00 \\u0000 $name",
    " spaces at both ends ",
)

NUMBERS = (
    *(0, 1, -1, 42, 127, 128, -32769, 65536, 2**31 - 1, 2**31, -(2**31) - 1, 2**32, 2**53 - 1),
    *(1 - 2**53, 0.5, -0.25, 9.75, 1234567.125, 2.0**-10, 2.0**40 + 0.5),
)
"""Numbers that every JSON parser keeps, and not every database."""

LENGTHS = (1, 2, 31, 63, 64, 127, 128, 129, 254, 255, 256, 257, 511, 512, 999, 1000, 1024, 1999)

KEYS = (
    "form_type",
    "lead_collected",
    "interest",
    "company",
    "snake_case",
    "camelCase",
    "Kebab-Case",
    "with space",
    "größe",
    "ключ",
    "id",
    "chat_id",
    "message_id",
    "content",
    "sender",
    "created_at",
    "status",
)
USUAL = {"form_type": str, "lead_collected": bool}


# Hypothesis takes texts and large numbers from the source of whatever modules happen to be loaded.
# So that a seed gives the same everywhere, they are put together from what is chosen here.


def _odd(least: int, most: int) -> st.SearchStrategy[str]:
    characters = st.sampled_from(PLAIN) | st.sampled_from(ODD)
    return st.lists(characters, min_size=least, max_size=most).map("".join)


@cache
def texts() -> st.SearchStrategy[str]:
    """Texts of 1 to 2000 characters that are not only white space."""
    odd = _odd(1, 40)
    long = st.builds(lambda unit, length: (unit * length)[:length], odd, st.sampled_from(LENGTHS))
    return st.one_of(st.sampled_from(PHRASES), odd, odd, long).filter(str.strip)


@cache
def metadata() -> st.SearchStrategy[dict[str, Any]]:
    """Objects of up to five keys, a few levels deep, whose values every JSON parser keeps."""
    chosen = (st.sampled_from((None, True, False)), st.sampled_from(NUMBERS))
    leaves = st.one_of(*chosen, st.sampled_from(PHRASES), _odd(0, 12))
    values = st.recursive(
        leaves,
        lambda below: (
            st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(KEYS), below, max_size=3)
        ),
        max_leaves=6,
    )
    return st.dictionaries(st.sampled_from(KEYS), values, max_size=5).map(_usual)


def _usual(value: dict[str, Any]) -> dict[str, Any]:
    """Without the page's own keys where their value is of another type than the page's."""
    return {name: one for name, one in value.items() if isinstance(one, USUAL.get(name, object))}


@cache
def flags() -> st.SearchStrategy[dict[str, bool]]:
    """Any of a chat's two flags, or none."""
    return st.fixed_dictionaries(
        {}, optional={"ai_enabled": st.booleans(), "lead_collected": st.booleans()}
    )
