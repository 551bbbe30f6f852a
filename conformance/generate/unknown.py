"""Ids of chats that nobody has."""

from __future__ import annotations

import itertools
import random
import string
from collections.abc import Iterator

from conformance.generate.features import merged

PREFIX = "conformance-unknown-"
PLAIN = string.ascii_letters + string.digits + "_-"
LONGEST_IMPOSSIBLE = 1500
PLAIN_LENGTH = 64
LENGTHS = (21, 22, 24, 28, 32, 36, 40, 48, 56, 63, 64)

IMPOSSIBLE = (
    *("", " ", "  ", "\t", "\n", "conformance unknown", " conformance-unknown-1", "a b"),
    *("conformance-unknown-2 ", "conformance-unknown\n", "conformance.unknown", "0", "-1", "1.5"),
    *("null", "undefined", "None", "NaN", "true", "[]", "{}", "[object Object]", "*", "%", "_"),
    *("../conformance", "..%2fconformance", "/etc/conformance", "conformance/unknown", "a\\b"),
    *("conformance-unknown'", 'conformance-unknown"', "' OR '1'='1", "1; DROP TABLE chats", "--"),
    *("conformance%unknown", "%00", "%2e%2e", "%", "%zz", "%25", "conformance?x=1", "a#b", "a&b=c"),
    *("conformance;x", "conformance:unknown", "conformance,unknown", "<script>", "{{7*7}}", "${x}"),
    *("\u00fcnknown", "\u672a\u77e5", "\u043d\u0435\u0442", "\U0001f600", "cafe\u0301", "a\u00a0b"),
    *(
        "a\u200bb",
        "\ufeffconformance",
        "\u202econformance",
        "\uff43onformance",
        "a\u0001b",
        "\u007f",
    ),
    *("00000000-0000-0000-0000-000000000000", "conformance\r\nunknown", "conformance+unknown", "~"),
    *("x" * 255, "x" * 256, "conformance-" + "u" * 500, "\u00fc" * 300, "n" * 1024, "z" * 1500),
)
"""Ids that hardly any server gives: it may refuse them as such, or not know them."""


def fits_a_path(id_: str) -> bool:
    """Whether an id, percent-encoded, stays one segment of a path, whoever decodes it."""
    return id_ not in {"", ".", ".."} and not {"/", "\\"} & set(id_)


def impossible_ids(source: random.Random) -> list[str]:
    """Those ids in an order of their own, so that a few of them are a sample of every kind."""
    kinds: dict[tuple[bool, ...], list[str]] = {}
    for id_ in source.sample(IMPOSSIBLE, len(IMPOSSIBLE)):
        kind = id_.isascii(), len(id_) > PLAIN_LENGTH, *(one in id_ for one in "'\"/")
        kinds.setdefault(kind, []).append(id_)
    return merged(*kinds.values())


def plain_ids(source: random.Random) -> Iterator[str]:
    """Ids that a server might have given, of many lengths, without end."""
    for length in itertools.cycle(LENGTHS):
        yield PREFIX + "".join(source.choice(PLAIN) for _ in range(length - len(PREFIX)))
