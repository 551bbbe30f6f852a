"""Characters on which servers fall apart: every category, many scripts, and known traps.

Source text is ASCII, so that what is meant can be read.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from conformance.generate.grading import is_noncharacter

ASCII = "".join(map(chr, range(0x20, 0x7F)))

CONTROLS = tuple(
    chr(code) for code in (*range(1, 32), *range(127, 160)) if chr(code) not in "\t\n\r"
)
NONCHARACTERS = ("\ufdd0", "\ufdef", "\ufffe", "\uffff", "\U0001ffff", "\U0010fffe", "\U0010ffff")

PER_CATEGORY = 6

TRAPS = (
    "stra\u00dfe",
    "\u1e9e",
    "\u0130stanbul",
    "d\u0131r",
    "\u017ftation",
    "273\u212a",
    "\u212bngstr\u00f6m",
    "caf\u00e9",
    "cafe\u0301",
    "\u00c5 A\u030a \u212b",
    "\u1ebf e\u0302\u0301 e\u0301\u0302",
    "\ufb01n \ufb03 \ufb05",
    "\uff21\uff22\uff23\uff11\uff12",
    "x\u00b2 \u2460 \u00bd",
    "\u01c4 \u01c5 \u01c6",
    "\u03a3\u03c3\u03c2",
    "\u1f88 \u1fb3 \u0345",
    "\u0149 \u01f0 \u0390",
    "\ud55c\uae00 \u1112\u1161\u11ab",
    "\u0644\u0627 \ufefb",
    "\u0634\u0644\u0627\u0645 \u202b\u05e9\u05dc\u05d5\u05dd\u202c",
    "a\u202eb\u202cc",
    "\u2066x\u2069",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f44d\U0001f3fd",
    "\U0001f1e9\U0001f1ea\U0001f1f3\U0001f1f4",
    "\u2764\ufe0f \u2764\ufe0e",
    "1\ufe0f\u20e3",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "\u845b\U000e0100",
    "zero\u200bwidth",
    "non\u200cjoiner",
    "joi\u200dner",
    "word\u2060joiner",
    "\ufeffmark",
    "in\ufeffside",
    "soft\u00adhyphen",
    "no\u00a0break",
    "narrow\u202fspace",
    "thin\u2009hair\u200aem\u2003",
    "ideo\u3000graphic",
    "ogham\u1680space",
    "line\u2028separator",
    "paragraph\u2029separator",
    "e\u0301\u0302\u0303\u0304\u0305\u0306\u0307",
    "Z\u0361A\u0334L\u0337G\u0336O\u0335",
    "\u0301lone",
    "\ud7ff\ue000",
    "\ufffd",
    "\ufffc",
    "\U00010000 \U0001f600 \U000ffffd",
    "\U0010fffd",
    "\U00020bb7\u91ce\u5bb6",
    "\U0001d54f\U0001d7d8",
    "\ue000\uf8ff",
    "\u0e01\u0e33\u0e49",
    "\u0915\u094d\u0937\u093f",
    "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
    "\u1019\u103c\u1014\u103a\u1019\u102c",
    "\u3042\u3099 \u304c \uff76\uff9e",
    "\u0660\u0661\u0662 \u06f1\u06f2 \u0967\u0968",
    "\u2018single\u2019 \u201cdouble\u201d \u00abguillemets\u00bb",
    "\u2013 \u2014 \u2212 \u2010",
    "\u20ac \u00a3 \u20b9 \u20bf",
    "a\tb",
    "a\nb",
    "a\r\nb",
    "a\rb",
    "a\n\n\nb",
    "a \t b",
    "two  spaces",
    "<b>bold</b>",
    "<script>alert(1)</script>",
    "&amp; &lt; &#39; &nbsp;",
    "a & b < c > d",
    "\"double\" 'single' `back`",
    "C:\\new\\table",
    "\\u0041 \\n \\\\",
    "%20 %2F %00 %s %d %n",
    "a+b=c&d",
    "{{7*7}} ${x} #{y} {0}",
    "'; DROP TABLE chats; --",
    "1 OR 1=1",
    "../../etc/passwd",
    "\\N \\0 \\x00",
    "null",
    "None",
    "undefined",
    "NaN",
    "true",
    "[] {} ()",
    '{"a":1}',
    "[1,2]",
    "0123",
    "1e3",
    "-1",
    "0x1F",
    "1,234.5",
    "2025-01-01",
    "2025-06-16T10:30:00Z",
    "12:30",
    "=1+1",
    "@handle",
    "#tag",
    ":smile:",
    "*bold* _it_ ~no~ `c`",
    "[link](/path)",
    "--",
    "/* c */ // d",
    "<!-- c -->",
    "<![CDATA[x]]>",
    "line one\\nline two",
)
"""Short texts, each with something that servers have been seen to change."""


@cache
def categories() -> dict[str, tuple[str, ...]]:
    """A few characters of every general category that can be sent, spread over its range.

    Unassigned code points come from one stable block, because Unicode goes on assigning.
    """
    members: dict[str, list[str]] = {}
    for code in range(0x20, 0x110000):
        character = chr(code)
        category = unicodedata.category(character)
        if category not in ("Cs", "Cn", "Cc") and not is_noncharacter(character):
            members.setdefault(category, []).append(character)
    spread = {name: _spread(found) for name, found in sorted(members.items())}
    return {**spread, "Cn": ("\U0003fffd", "\U0009abcd"), "Cc": ("\t", "\n", "\r")}


def _spread(found: list[str]) -> tuple[str, ...]:
    step = max(1, (len(found) - 1) // (PER_CATEGORY - 1))
    return tuple(found[::step][:PER_CATEGORY])


BLOCKS = tuple(
    chr(code)
    for code in (
        *(0xA9, 0xE9, 0x101, 0x192, 0x259, 0x2BC, 0x3B1, 0x416, 0x561, 0x5D0, 0x628, 0x710, 0x78C),
        *(0x7CA, 0x915, 0x995, 0xA15, 0xA95, 0xB15, 0xB95, 0xC15, 0xC95, 0xD15, 0xD9A, 0xE01),
        *(0xE81, 0xF40, 0x1000, 0x10D0, 0x1100, 0x1208, 0x13A0, 0x1401, 0x16A0, 0x1780, 0x1820),
        *(0x1D00, 0x1E00, 0x1F00, 0x2030, 0x2070, 0x20AC, 0x2122, 0x2155, 0x2190, 0x2200, 0x2300),
        *(0x2400, 0x2460, 0x2500, 0x2580, 0x25A0, 0x2600, 0x2701, 0x2800, 0x2C00, 0x2D30, 0x2E80),
        *(0x3001, 0x3042, 0x30A2, 0x3105, 0x3131, 0x31F0, 0x3220, 0x3400, 0x4E00, 0x9FA5, 0xA000),
        *(0xA4D0, 0xA500, 0xA640, 0xA960, 0xAB01, 0xABC0, 0xAC00, 0xD7A3, 0xE000, 0xF8FF, 0xF900),
        *(0xFB00, 0xFB1D, 0xFB50, 0xFE10, 0xFE30, 0xFE70, 0xFF01, 0xFF71, 0xFFE5, 0x10000),
        *(0x10080, 0x10330, 0x10380, 0x10400, 0x10900, 0x10A00, 0x11005, 0x12000, 0x13000, 0x16800),
        *(0x1B000, 0x1D100, 0x1D400, 0x1E900, 0x1F000, 0x1F0A1, 0x1F170, 0x1F300, 0x1F600, 0x1F680),
        *(0x1F900, 0x1FA70, 0x20000, 0x2A6D6, 0x2F800, 0x30000, 0xE0001, 0xF0000, 0x100000),
    )
)
"""One character of each of many blocks, in every plane that has any."""
