"""How deep a JSON text is and how many values it has."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.extent import DEEPEST, MOST_VALUES, objection

DEEP = f"nested more than {DEEPEST} levels deep"
MANY = f"more than {MOST_VALUES:,} values"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * DEEPEST + "]" * DEEPEST, None),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), DEEP),
        ('{"a":' * (DEEPEST + 1), DEEP),
        ("[" + "[]," * DEEPEST + "1]", None),
        ("[" + "1," * (MOST_VALUES - 2) + "1]", None),
        ("[" + "1," * (MOST_VALUES - 1) + "1]", MANY),
        ("[" * MOST_VALUES, MANY),
        ('"' + "[{," * MOST_VALUES + '"', None),
        ('"' + '\\"[{,' * MOST_VALUES + '"', None),
        ('"\\\\"' + "[" * (DEEPEST + 1), DEEP),
        ('"' + "[" * MOST_VALUES, None),
        ("]" * MOST_VALUES, None),
    ],
)
def test_what_is_more_than_is_read(text: str, said: str | None) -> None:
    assert objection(text) == said


@settings(deadline=None, derandomize=True)
@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_what_is_moderate_is_read(value: object) -> None:
    assert objection(json.dumps(value)) is None


@pytest.mark.parametrize("piece", ['"', '\\"', '"\\', "[", '["', '"[,', "\\"])
def test_it_takes_no_time(piece: str) -> None:
    began = time.process_time()
    objection(piece * (2**20 // len(piece)))
    assert time.process_time() - began < 1
