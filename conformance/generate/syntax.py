"""Texts that are almost JSON: one slip each, made in the text of a valid body."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def is_json(raw: str) -> bool:
    """Whether a text is JSON, or so nearly that a standard leaves it to the reader."""
    try:
        json.loads(raw.removeprefix("\ufeff").encode("utf-8"))
    except ValueError:
        # Also where a lone surrogate stands for a byte that is no UTF-8.
        return False
    return True


def is_cut(raw: str) -> bool:
    """Whether a text breaks off before its JSON is complete, so that nobody can know what it says.

    Everything else that is no JSON, some extension of JSON allows (RFC 8259 section 9).
    """
    try:
        json.loads(raw)
    except json.JSONDecodeError as error:
        return error.pos >= len(raw.rstrip()) or error.msg.startswith("Unterminated string")
    return False


def slips(body: dict[str, Any], turn: int) -> dict[str, list[str]]:
    """Texts of the body with one slip each, by the kind of slip; `turn` varies where it is made."""
    text = json.dumps(body)
    first = next(iter(body))
    member = json.dumps(first)
    inner = text[:-1]
    return {
        "cut": [
            inner,
            text.rsplit('"', 1)[0],
            text.rsplit(":", 1)[0],
            text[: len(text) // 2],
            text[: 1 + (turn * 7919) % (len(text) - 2)],
            *("", " ", "\n", "{", "[", '"', "{" + text),
        ],
        "comma": [
            inner + ",}",
            text + ",",
            "," + text,
            "{,".join(text.split("{", 1)),
            text.replace(", ", ",, ", 1) if ", " in text else inner + ",,}",
            text.replace(", ", " ", 1) if ", " in text else text[1:],
            text.replace(", ", "; ", 1) if ", " in text else inner + ";}",
            inner + ', "x": [1,]}',
            inner + ', "x": [,1]}',
            inner + ', "x": [1 2]}',
        ],
        "colon": [
            text.replace(": ", " ", 1),
            text.replace(": ", "= ", 1),
            text.replace(": ", ":: ", 1),
            text.replace(": ", " => ", 1),
            *(f"{inner}, {member}" + "}" for member in ('"x"', '"x":', '"x": ,')),
        ],
        "quote": [
            text.replace('"', "'"),
            text.replace(member, first, 1),
            *(f'{inner}, "x": {value}' + "}" for value in ("'text'", "`x`", '"a" "b"')),
            inner + ", 5: 6}",
            inner + ", null: 1}",
        ],
        "comment": ["/* c */" + text, text + " // end", inner + "# end\n}", inner + "/**/ # c\n}"],
        "second value": [
            *(text + text, text + "\n" + text, text + " and more", text + "0", text + "]"),
            text + "\\",
        ],
        "wrapping": [
            *("(" + text + ")", "callback(" + text + ");", "var x = " + text + ";", "[" + text),
            *("x" + text, "=" + text, ")]}',\n" + text, "<json>" + text + "</json>"),
            "data: " + text + "\n\n:",
        ],
        "control": [
            *(f'{inner}, "x": "a{control}b"' + "}" for control in "\n\t\r\u0001"),
            inner + ', "x\n": 1}',
            text.replace('": "', '": "\n', 1) if '": "' in text else inner + ', "x": "\n"}',
        ],
        "escape": [f'{inner}, "x": {value}' + "}" for value in ESCAPES],
        "number": [f'{inner}, "x": {value}' + "}" for value in NUMBERS],
        "literal": [f'{inner}, "x": {value}' + "}" for value in LITERALS],
        "fragment": ["}", "{]", "x", ":", ",", first, "nul", "tru", "'x'"],
    }


ESCAPES = ('"\\x41"', '"\\q"', '"\\u12"', '"\\u{1F600}"', '"\\uZZZZ"', '"\\ "', '"\\')
NUMBERS = (
    *("+1", "01", "-01", ".5", "5.", "0x1F", "1e", "1e+", "--1", "- 1", "1_000", "1,5", "0b1"),
    *("1L", "1 2"),
)
LITERALS = (
    *("True", "False", "None", "undefined", "TRUE", "Null", "nil", "text", "new Date()", "(1)"),
    *("<1>", "/a/", "@x", "$x", '"a" + "b"', "[1"),
)


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
