"""JSON that is hostile to whoever reads it, as the text of one value."""

from __future__ import annotations

VALUES = {
    "300 levels of arrays": "[" * 298 + "]" * 298,
    "300 levels of objects": '{"a":' * 297 + "1" + "}" * 297,
    "10,000 levels": "[" * 10_000 + "]" * 10_000,
    "1,000,000 levels": "[" * 1_000_000 + "]" * 1_000_000,
    "an integer of 4,300 digits": "9" * 4300,
    "an integer of 1,000,000 digits": "9" * 1_000_000,
    "1,000,000 decimals": "0." + "9" * 1_000_000,
    "an exponent of nine digits": "1e999999999",
    "an exponent of a million digits": "1e" + "9" * 1_000_000,
    "a tiny number": "1e-999999999",
    "a number beyond doubles": "1e400",
    "NaN": "NaN",
    "infinity": "-Infinity",
    "a lone surrogate": '"\\ud800"',
    "a lone surrogate in a name": '{"\\udfff": "\\ud800x"}',
    "controls": '"\\u0000\\u001b[31m\\u202e"',
    "19,000 numbers": "[" + "1.5," * 19_000 + "1]",
    "a million objects": "[" + "{}," * 1_000_000 + "{}]",
    "a long text": '"' + "x" * 300_000 + '"',
    "a text of quotes": '"' + '\\"' * 100_000 + '"',
    "members twice": '1, "chat_id": 2, "message_id": "x", "id": 3',
    "names of nothing": '{"": {"": {"/~": []}}}',
    "an address that is none": '"http://[::1"',
    "a label of ours": '"{secret:main}"',
    "a moment of 5,000 digits": '"2026-01-01T00:00:00.' + "1" * 5000 + 'Z"',
}

BODIES = {
    "no UTF-8": b'{"chat_id": "\xff\xfe\xed\xa0\x80"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"chat_id": "x"}'.encode("utf-16"),
    "nothing": b"",
    "250,000 brackets": b"[" * 250_000,
    "a text without an end": b'"' + b'\\"' * 125_000,
    "quotes": b'"' * 250_000,
    "words that look like a path": b"a/b-c." * 40_000,
    "what looks like tags": b"<meta " * 40_000,
    "what looks like traces": b"at a(b) in " * 20_000,
    "nothing but spaces": b" " * 250_000,
}
"""Whole bodies; the last are hostile to patterns that look for something in them."""
