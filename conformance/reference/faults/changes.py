"""What faulty servers make of values within metadata."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

from conformance.reference.faults.walk import Change, Holders


def texts(change: Callable[[str, Holders], Any]) -> Change:
    return lambda value, holders: change(value, holders) if isinstance(value, str) else value


def numbers(change: Callable[[int | float, Holders], Any]) -> Change:
    def changed(value: Any, holders: Holders) -> Any:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return change(value, holders) if number else value

    return changed


def lists(change: Callable[[list[Any], Holders], Any]) -> Change:
    return lambda value, holders: change(value, holders) if isinstance(value, list) else value


def keys(change: Callable[[str], str]) -> Change:
    """Changes the keys of objects within the metadata, not the metadata's own."""

    def changed(value: Any, holders: Holders) -> Any:
        if holders and isinstance(value, dict):
            return {change(key): one for key, one in value.items()}
        return value

    return changed


def without_nested_nulls(value: list[Any], holders: Holders) -> list[Any]:
    return [one for one in value if one is not None] if len(holders) > 1 else value


def deep_integer_as_text(value: float, holders: Holders) -> Any:
    deep = len(holders) > 2 and holders[-1] is dict and isinstance(value, int)
    return f"{value}.0" if deep else value


def wrapped(value: float, _holders: Holders) -> float:
    return value - 2**32 if isinstance(value, int) and 2**31 <= value < 2**32 else value


def nested_boolean_as_number(value: Any, holders: Holders) -> Any:
    nested = len(holders) > 2 and holders[-1] is list
    return int(value) if nested and isinstance(value, bool) else value


def nested_empty_object_as_null(value: Any, holders: Holders) -> Any:
    return None if value == {} and holders[1:] and holders[-1] is dict else value


def fifth_object_as_text(value: Any, holders: Holders) -> Any:
    return json.dumps(value) if isinstance(value, dict) and holders == (dict,) * 4 else value


def listed_digits_as_number(value: str, holders: Holders) -> Any:
    listed = holders[-1] is list and re.fullmatch("[0-9]{1,15}", value)
    return int(value) if listed else value


def truncated(value: float, _holders: Holders) -> float:
    return math.trunc(value) if value < 0 and math.isfinite(value) else value


def underflown(value: float, _holders: Holders) -> float:
    return 0 if abs(value) < 1e-4 else value


def moment(value: str, _holders: Holders) -> str:
    return f"{value}T00:00:00Z" if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value


def nested_true_as_boolean(value: str, holders: Holders) -> Any:
    return {"true": True, "false": False}.get(value, value) if len(holders) > 1 else value


def unwrapped(value: list[Any], _holders: Holders) -> Any:
    return value[0] if len(value) == 1 else value
