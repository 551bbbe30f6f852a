"""The runner of GitHub Actions in miniature: which lines of a step's output it obeys, and how."""

from __future__ import annotations

import re
from dataclasses import dataclass

NAMES = frozenset(
    [
        *("add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group"),
        *("notice", "remove-matcher", "save-state", "set-env", "set-output", "stop-commands"),
        "warning",
    ]
)


@dataclass(frozen=True)
class Obeyed:
    """A command as the runner understood it."""

    name: str
    text: str
    properties: dict[str, str]


def obeyed(output: str) -> list[Obeyed]:
    """The commands in the output of a step, in either of the two forms that the runner knows."""
    lines = re.split(r"\r\n|\r|\n", output)
    return [command for line in lines if (command := _first_form(line) or _second_form(line))]


def _first_form(line: str) -> Obeyed | None:
    """`::name key=value,key=value::text`, with white space before it."""
    head, double, text = line.lstrip().removeprefix("::").partition("::")
    if not line.lstrip().startswith("::") or not double:
        return None
    name, _, given = head.partition(" ")
    return _command(name, given.strip(), text, ",", {"%3A": ":", "%2C": ","})


def _second_form(line: str) -> Obeyed | None:
    """`##[name key=value;key=value]text`, anywhere in a line."""
    _, found, rest = line.partition("##[")
    head, bracket, text = rest.partition("]")
    if not found or not bracket:
        return None
    name, _, given = head.partition(" ")
    return _command(name, given, text, ";", {"%3B": ";", "%5D": "]"})


def _command(
    name: str, given: str, text: str, between: str, escapes: dict[str, str]
) -> Obeyed | None:
    if name.lower() not in NAMES:
        return None
    pairs = [pair.partition("=") for pair in given.split(between)]
    properties = {key: _unescaped(value, escapes) for key, _, value in pairs if key and value}
    return Obeyed(name.lower(), _unescaped(text, {}), properties)


def _unescaped(text: str, escapes: dict[str, str]) -> str:
    for escape, sign in ({"%0D": "\r", "%0A": "\n"} | escapes | {"%25": "%"}).items():
        text = text.replace(escape, sign)
    return text
