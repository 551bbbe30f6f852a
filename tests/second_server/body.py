"""Bodies: what is JSON, and what is as the schemas ask."""

from __future__ import annotations

import json
import math
import string
from typing import Any, NoReturn

from .problem import Problem

LARGEST = 1 << 20
DEEPEST = 100

_ATOM = frozenset(string.ascii_letters + string.digits + "!#$%&'*+-/=?^_`{|}~")
_LABEL = frozenset(string.ascii_letters + string.digits + "-")


def _refuse(_constant: str) -> NoReturn:
    raise ValueError("not a JSON number")


def _float(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("out of range")
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name occurs twice")
    return value


def _depth(value: Any, most: int) -> int:
    """The levels of arrays and objects; a level below `most` isn't looked into."""
    if not isinstance(value, dict | list):
        return 0
    if most == 0:
        return 1
    inside = value.values() if isinstance(value, dict) else value
    return 1 + max((_depth(one, most - 1) for one in inside), default=0)


def json_object(body: bytes, media_type: str) -> dict[str, Any]:
    """The body as an object. Raises Problem 400 or 413."""
    if len(body) > LARGEST:
        raise Problem(413, "The body may have at most 1 MiB.")
    if media_type.partition(";")[0].strip().lower() != "application/json":
        raise Problem(400, "The Content-Type must be application/json.")
    try:
        text = body.decode("utf-8")
        value = json.loads(
            text, parse_constant=_refuse, parse_float=_float, object_pairs_hook=_object
        )
    except (ValueError, RecursionError):
        raise Problem(400, "The body isn't JSON.") from None
    if not isinstance(value, dict):
        raise Problem(400, "The body isn't a JSON object.")
    if _depth(value, DEEPEST) > DEEPEST:
        raise Problem(400, "The body is nested too deeply.")
    return value


class Members:
    """The members of an object, asked for one by one. Raises Problem 400 for a wrong one."""

    def __init__(self, value: dict[str, Any]) -> None:
        self._value = value

    def text(self, name: str, default: str | None = None) -> str:
        """A text; without a default it must be there."""
        found = self._value.get(name, default)
        if not isinstance(found, str):
            raise Problem(400, f"{name} must be a text.")
        return found

    def boolean(self, name: str, default: bool) -> bool:
        found = self._value.get(name, default)
        if not isinstance(found, bool):
            raise Problem(400, f"{name} must be true or false.")
        return found

    def sender(self) -> str:
        found = self.text("sender")
        if found not in {"user", "assistant"}:
            raise Problem(400, "sender must be user or assistant.")
        return found

    def address(self, name: str) -> str:
        found = self.text(name)
        if not is_address(found):
            raise Problem(400, f"{name} must be an email address.")
        return found

    def metadata(self, nullable: bool) -> dict[str, Any] | None:
        """An object, or None where there is none."""
        found = self._value.get("metadata")
        if isinstance(found, dict):
            return found
        if found is None and (nullable or "metadata" not in self._value):
            return None
        raise Problem(400, "metadata must be an object.")


def is_address(text: str) -> bool:
    """Whether a text is an email address of dotted atoms at a host's name."""
    local, at, host = text.rpartition("@")
    if not at or len(local) > 64 or len(text) > 254:
        return False
    atoms, labels = local.split("."), host.split(".")
    return all(atom and _ATOM.issuperset(atom) for atom in atoms) and all(
        0 < len(label) < 64
        and _LABEL.issuperset(label)
        and not label.startswith("-")
        and not label.endswith("-")
        for label in labels
    )
