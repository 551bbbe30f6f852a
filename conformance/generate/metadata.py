"""Metadata that covers systematically: every type at every depth, keys, numbers, look-alikes."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

from conformance.generate.characters import TRAPS
from conformance.generate.grading import DEEPEST_ORDINARY, MOST_KEYS
from conformance.generate.numbers import BEYOND, FLOATS, INTEGERS
from conformance.generate.safety import is_safe
from conformance.generate.texts import Supply, Texts

KEYS = (
    *("snake_case", "camelCase", "PascalCase", "kebab-case", "SCREAMING_CASE", "Train-Case"),
    *("Title Case", "with space", " leading", "trailing ", "lower", "UPPER", "x", "_", "-", "a1"),
    *("1", "0", "-1", "007", "2025-01-01", "1e3", "true", "false", "null", "None", "undefined"),
    *("NaN", "a/b", "a~b", "a:b", "a[b]", "[0]", "a=b", "a&b", "a+b", "a%20b", "a#b", "a?b", "a,b"),
    *("a;b", "a|b", "a\\b", 'a"b', "a'b", "a`b", "<b>", "&amp;", "{x}", "{{x}}", "@type", "#text"),
    *("!", "*", "a\tb", "a\nb", "a\u00a0b", "\u00fcber", "cafe\u0301", "\u952e", "\u043a\u043b"),
    *("\u05de\u05e4\u05ea\u05d7", "\u0645\u0641\u062a\u0627\u062d", "\U0001f511", "\U00020bb7"),
    *("stra\u00dfe", "\u0130", "\u0131", "\u212a", "\ufb01", "zero\u200bwidth", "\ufeffmark"),
    *("id", "chat_id", "content", "message_id", "created_at", "agent_id", "client_id", "sender"),
    *("metadata", "status", "type", "length", "constructor", "handoff_id", "timestamp", "response"),
    *("customer_email", "reason", "context", "ai_enabled", "_id", "__class__", "prototype"),
    *("toString", "hasOwnProperty", "valueOf", "items", "keys", "values", "get", "copy", "size"),
    *(
        "key",
        "value",
        "name",
        "data",
        "self",
        "class",
        "user",
        "tags",
        "version",
        "schema",
        "error",
    ),
    *("detail", "title", "message", "x-header", "Content-Type", "k" * 32, "k" * 63, "k" * 64),
)
ODD_KEYS = (
    *("__proto__", "$set", "", "a.b", "$ref", ".", "a.b.c", "k" * 65, "k" * 255, "k" * 1000),
    *("\u0001", "a\u001fb", "\ufffe", "$", "x.y[0]"),
)

LOOK_ALIKES = (
    *("true", "false", "True", "null", "None", "undefined", "NaN", "Infinity", "0", "1", "-1"),
    *("0123", "1e3", "1.0", "0x1F", "1_000", "2025-01-01", "2025-06-16T10:30:00Z", "12:30", ""),
    *(" ", "[]", "{}", '{"a": 1}', "[1, 2]", "yes", "no", "on", "off", "y", "N", "\u0661\u0662"),
    *("9007199254740993", "1e400", "00000000-0000-4000-8000-000000000000", "=1+1", "'", '"', "\\"),
)

PAGE: dict[str, tuple[Any, ...]] = {
    "form_type": ("lead_capture", "appointment_request", "", "Other Form", "X" * 40, None, 7, True),
    "lead_collected": (True, False, "true", None, 1, [], {"at": "start"}),
    "company": ("Acme Corp", "M\u00fcller & S\u00f6hne", "", None, {"name": "Acme", "seats": 50}),
    "phone": ("+1-212-555-0142", "+1 (646) 555-0100", "3125550199", "+44 20 7946 0958", "", None),
    "interest": ("50 seat pilot", ["pilot", "support"], 50, None, ""),
    "duration_minutes": (30, 0, -15, 45.5, "30", None),
    "email": ("jane@example.com", "jane.doe+crm@mail.example.org", "", None, ["a@example.net"]),
    "timezone": ("America/New_York", "UTC", "+02:00", 120, None),
    "preferred_channel": ("Zoom", "phone", "", ["Zoom", "phone"], None),
    "source": ("homepage hero", "utm_source=fair&utm_medium=qr", "/pricing?plan=a#top", None),
    "campaign": ("spring_launch", "2025-Q3", 3, None),
    "priority": ("high", "HIGH", 1, None, True),
    "assigned_team": ("Sales", "sales-emea", ["Sales", "Support"], None),
}
"""The members that the contract's owner shows, with values as shown and otherwise."""

SHADOWS = (
    *("id", "chat_id", "message_id", "agent_id", "client_id", "handoff_id", "sender", "content"),
    *(
        "metadata",
        "status",
        "type",
        "created_at",
        "reason",
        "context",
        "customer_email",
        "response",
    ),
)
"""Keys that are names of members too: a server that mixes them up shows it."""

ALONE = 6
"""Every so many shapes is one with very few members, so that what it holds stands alone."""


class Metadata:
    """Metadata objects, one after another, so that together they cover what there is."""

    def __init__(self, source: random.Random) -> None:
        self._keys = Supply(KEYS, source)
        self._numbers = Supply((*INTEGERS, *FLOATS), source)
        self._supplies: dict[str, Iterator[Any]] = {
            "integer": Supply(INTEGERS, source),
            "float": Supply(FLOATS, source),
            "look-alike": Supply(LOOK_ALIKES, source),
            "text": Supply(TRAPS, source),
        }
        self._texts = Texts(source)
        self._lengths = Supply(range(1, 131), source)
        self._probes = Supply(list(self._probe_shapes()), source)
        self._page = {key: Supply(values, source) for key, values in PAGE.items()}
        self._page_keys = Supply(tuple(PAGE), source)
        self._turn = itertools.count()

    def __next__(self) -> dict[str, Any]:
        while not is_safe(value := self._make()):
            pass
        return value

    def _make(self) -> dict[str, Any]:
        turn = next(self._turn)
        if turn % ALONE == 0:
            return {next(self._keys): self._leaf(next(self._probes)[1])}
        if turn == 1:
            # As the page shows it, so that every operation has it at least once.
            return {key: values[0] for key, values in PAGE.items()}
        if turn % ALONE == 1:
            keys = [next(self._page_keys) for _ in range(1 + turn % 7)]
            return {key: next(self._page[key]) for key in keys}
        made: dict[str, Any] = {}
        if turn % (3 * ALONE) == 4:
            made = {key: next(self._supplies["look-alike"]) for key in SHADOWS}
        for _ in range(4):
            pattern, kind = next(self._probes)
            made[next(self._keys)] = self.nested(pattern, self._leaf(kind))
        if turn % ALONE == 2:
            made["note"] = self._texts.text(next(self._lengths))
        if turn % ALONE == 3:
            made["items"] = [self._leaf(kind) for kind in KINDS]
        return made

    @staticmethod
    def _probe_shapes() -> Iterator[tuple[str, str]]:
        """Every type at every depth, below objects, below arrays and below both in turn."""
        for depth in range(DEEPEST_ORDINARY):
            ways = {"o" * depth, "a" * depth, ("oa" * depth)[:depth], ("ao" * depth)[:depth]}
            for pattern in sorted(ways):
                for kind in KINDS:
                    # An empty container is a level of its own.
                    if depth < DEEPEST_ORDINARY - 1 or not kind.startswith("empty"):
                        yield pattern, kind

    def nested(self, pattern: str, leaf: Any) -> Any:
        """A value within objects ("o") and arrays ("a"), outermost first."""
        for position, kind in enumerate(reversed(pattern)):
            if kind == "o":
                leaf = {next(self._keys): leaf}
            else:
                leaf = [leaf] if position % 2 else [next(self._numbers), leaf]
        return leaf

    def _leaf(self, kind: str) -> Any:
        if kind in self._supplies:
            return next(self._supplies[kind])
        return {"empty-object": {}, "empty-array": []}.get(kind, CONSTANTS.get(kind))


CONSTANTS = {"null": None, "true": True, "false": False}
KINDS = (
    *("null", "true", "false", "integer", "float", "look-alike", "text"),
    *("empty-object", "empty-array"),
)


def unusual_metadata(source: random.Random) -> dict[str, Iterator[dict[str, Any]]]:
    """Metadata that a lawful server may refuse, by what is unusual in it."""
    nested = Metadata(source).nested
    depths = (6, 30, 7, 16, 8, 20, 10, 12)
    counts = (MOST_KEYS + 1, 64, 256, 100)
    return {
        "key": ({key: "value"} for key in ODD_KEYS),
        "deeper key": ({"deep": {key: [1, {key: None}]}} for key in ODD_KEYS[:7]),
        "number": ({"number": number} for number in BEYOND),
        "numbers": iter(({"numbers": list(BEYOND)},)),
        # The object itself is the first level.
        "depth": ({"deep": nested(("oa" * 15)[: depth - 1], "bottom")} for depth in depths),
        "keys": ({f"key_{number}": number for number in range(count)} for count in counts),
        "text": iter(({"text": "long " * 600}, {"text": "a\u0001b", "list": ["\u001b", "\ufffe"]})),
        "list": iter(({"list": list(range(200))},)),
    }
