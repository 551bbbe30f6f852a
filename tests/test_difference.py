"""Where two JSON values differ."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from conformance.difference import ABSENT, Difference, differences


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ({"a": [1, {"b": None}]}, {"a": [1.0, {"b": None}]}, []),
        (Decimal("1.50"), 1.5, []),
        (1, True, [("", 1, True)]),
        (None, False, [("", None, False)]),
        ({"a": 1}, {"a": 2}, [("/a", 1, 2)]),
        ({"a": 1}, {}, [("/a", 1, ABSENT)]),
        ({}, {"a": None}, [("/a", ABSENT, None)]),
        ({"a": {}}, {"a": []}, [("/a", {}, [])]),
        ([1, 2, 3], [1, 4], [("/1", 2, 4), ("/2", 3, ABSENT)]),
        ({"a/b": {"~": 1, "c": 2}}, {"a/b": {"~": 2, "c": 2}}, [("/a~1b/~0", 1, 2)]),
        ({"": "x"}, {"": "y"}, [("/", "x", "y")]),
        ({"b": 1, "a": 1}, {"a": 2, "c": 1},
         [("/b", 1, ABSENT), ("/a", 1, 2), ("/c", ABSENT, 1)]),
        ("\u00e9", "e\u0301", [("", "\u00e9", "e\u0301")]),
    ],
)  # fmt: skip
def test_every_place_is_found(one: Any, other: Any, found: list[tuple[str, Any, Any]]) -> None:
    assert differences(one, other) == [Difference(*each) for each in found]
    assert [(each.pointer, each.other, each.one) for each in differences(one, other)] == [
        (each.pointer, each.one, each.other)
        for pointer in dict.fromkeys(each[0] for each in found)
        for each in differences(other, one)
        if each.pointer == pointer
    ]


def test_an_absent_value_says_so() -> None:
    assert repr(ABSENT) == "absent"
