"""Texts that are almost JSON: one slip each, made in the text of a valid body."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def is_json(raw: str) -> bool:
    """Whether a text is JSON, or so nearly that a standard leaves it to the reader."""
    try:
        json.loads(raw.removeprefix("\ufeff"))
    except ValueError:
        return False
    return True


def slips(body: dict[str, Any], turn: int) -> Iterator[str]:
    """Texts of the body with one slip each; `turn` varies where it is made."""
    text = json.dumps(body)
    first = next(iter(body))
    member = json.dumps(first)
    yield from _cut(text, turn)
    yield from (
        text[:-1] + ",}",
        text.replace('"', "'"),
        text.replace(member, first, 1),
        "/* c */" + text,
        text + " // end",
        text[:-1] + "# end\n}",
        text + text,
        text + "\n" + text,
        text + ",",
        text + "]",
        text + " and more",
        text + "\\",
        text + "0",
        "," + text,
        "{" + text,
        "x" + text,
        "=" + text,
        ")]}',\n" + text,
        "<json>" + text + "</json>",
        "data: " + text + "\n\n:",
        "(" + text + ")",
        "callback(" + text + ");",
        "var x = " + text + ";",
        "[" + text,
        "{,".join(text.split("{", 1)),
        text.replace(": ", " ", 1),
        text.replace(": ", "= ", 1),
        text.replace(": ", ":: ", 1),
        text.replace(": ", " => ", 1),
        text.replace(", ", " ", 1) if ", " in text else text[1:],
        text.replace(", ", ",, ", 1) if ", " in text else text[:-1] + ",,}",
        text.replace(", ", "; ", 1) if ", " in text else text[:-1] + ";}",
        text[:-1] + ', "x"}',
        text[:-1] + ', "x":}',
        text[:-1] + ', "x": ,}',
        text[:-1] + ", 5: 6}",
        text[:-1] + ", null: 1}",
        text[:-1] + ', "x": "a\nb"}',
        text[:-1] + ', "x": "a\tb"}',
        text[:-1] + ', "x": "a\rb"}',
        text[:-1] + ', "x": "a\u0001b"}',
        text[:-1] + ', "x\n": 1}',
    )
    for value in VALUES:
        yield f'{text[:-1]}, "x": {value}}}'
    yield from ("", " ", "\n", "{", "}", "[", '"', "{]", "x", ":", ",", first, "nul", "tru", "'x'")


VALUES = (
    *('"\\x41"', '"\\q"', '"\\u12"', '"\\u{1F600}"', '"\\', '"\\uZZZZ"', '"\\ "', "'text'", "`x`"),
    *(
        "+1",
        "01",
        "-01",
        ".5",
        "5.",
        "0x1F",
        "1e",
        "1e+",
        "--1",
        "- 1",
        "1_000",
        "1,5",
        "0b1",
        "1L",
    ),
    *("1 2", "True", "False", "None", "undefined", "TRUE", "Null", "nil", "text", "new Date()"),
    *("[1,]", "[,1]", "[1 2]", "[1", "(1)", "<1>", "/a/", "@x", "$x", '"a" + "b"', '"a" "b"'),
)


def _cut(text: str, turn: int) -> Iterator[str]:
    """The text without its end: the last brace, half a value, half a name."""
    yield text[:-1]
    yield text[: 1 + (turn * 7919) % (len(text) - 2)]
    yield text[: len(text) // 2]
    yield text.rsplit('"', 1)[0]
    yield text.rsplit(":", 1)[0]


def no_utf8(body: dict[str, Any]) -> Iterator[str]:
    """Texts of the body that are no UTF-8; `\\udc80` and its like stand for single bytes."""
    text = json.dumps(body)
    for bad in (
        "\udcff",
        "\udcc3(",
        "\udce2\udc82",
        "\udcc0\udcaf",
        "\udced\udca0\udc80",
        "\udcf8",
    ):
        yield f'{text[:-1]}, "x": "a{bad}b"}}'
    yield f'{text[:-1]}, "x\udc80": 1}}'
    yield text[:-1].rsplit('"', 1)[0] + '\udce9"' + text[:-1].rsplit('"', 1)[1] + "}"
