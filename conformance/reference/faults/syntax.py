"""Faults in reading JSON: what is no JSON object is taken for one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from conformance.reference.faults.behaviour import fails
from conformance.reference.faults.fault import Fault, Hook
from conformance.sabotage.call import Call

_STRING = r'"(?:[^"\\]|\\.)*"'


def _read_by(reader: Callable[[str], Any]) -> Hook:
    """Reads what is no JSON by a reader that raises ValueError where it can't read it either."""

    def before(call: Call) -> None:
        try:
            text = call.body.decode("utf-8")
            value = reader(text)
        except (ValueError, RecursionError):
            return
        if call.sent is None and text.strip() != "null":
            call.send_on(value)

    return before


def _outside_strings(pattern: str, instead: str) -> Callable[[str], Any]:
    """Replaces what matches the pattern, unless it is in a string, and reads the rest."""
    either = re.compile(f"({_STRING})|{pattern}", re.DOTALL)

    def reader(text: str) -> Any:
        return json.loads(either.sub(lambda found: found[1] or instead, text))

    return reader


def _first_value(text: str) -> Any:
    return json.JSONDecoder().raw_decode(text.lstrip())[0]


def _breaks_in_strings(text: str) -> Any:
    return json.loads(text, strict=False)


def _closed(text: str) -> Any:
    """Closes a string that the body ends in, and what is open around it."""
    outside, quote, _ = re.sub(_STRING, "", text, flags=re.DOTALL).partition('"')
    if not quote:
        raise ValueError("The body doesn't end in a string.")
    closing = ""
    for character in outside:
        if character in "{[":
            closing = {"{": "}", "[": "]"}[character] + closing
        elif character in "}]":
            closing = closing[1:]
    return json.loads(f'{text}"{closing}')


def _unknown_escapes(text: str) -> Any:
    r"""Reads \x as x."""
    return json.loads(re.sub(r"\\(.)", _plain, text, flags=re.DOTALL))


def _plain(found: re.Match[str]) -> str:
    return found[0] if found[1] in '"\\/bfnrtu' else found[1]


def _text_as_chat(call: Call) -> None:
    if isinstance(call.sent, str):
        call.send_on({"client_id": call.sent})


SYNTAX = (
    Fault(
        "trailing-comma-accepted",
        "Reads over a comma at the end of an object or array.",
        "new-chat",
        _read_by(_outside_strings(r",(?=\s*[}\]])", "")),
    ),
    Fault(
        "comments-accepted",
        "Reads over comments.",
        "new-chat",
        _read_by(_outside_strings(r"/\*.*?\*/|//[^\n]*", "")),
    ),
    Fault(
        "second-value-ignored",
        "Reads only the first of two JSON values.",
        "new-chat",
        _read_by(_first_value),
    ),
    Fault(
        "text-as-body-accepted",
        "Takes a body that is a JSON text for a client_id.",
        "new-chat",
        _text_as_chat,
    ),
    Fault(
        "break-in-string-accepted",
        "Reads strings with unescaped line breaks and tabs.",
        "new-message",
        _read_by(_breaks_in_strings),
    ),
    Fault(
        "unknown-escape-accepted",
        "Reads a backslash before any character.",
        "new-message",
        _read_by(_unknown_escapes),
    ),
    Fault(
        "open-string-closed",
        "Closes a string that the body ends in, and what is open around it.",
        "email-handoff",
        _read_by(_closed),
    ),
    Fault(
        "number-as-body-fails",
        "Fails at a body that is a number.",
        "email-handoff",
        fails(lambda call: type(call.sent) in {int, float}),
    ),
)
