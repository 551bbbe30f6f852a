"""What counts as the value that was sent."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.same import UnreadError, parse, same

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@settings(deadline=None, derandomize=True)
@given(values)
def test_a_value_is_itself_after_a_round_trip(value: Any) -> None:
    text = json.dumps(value)
    assert same(parse(text.encode()), parse(text.encode()))


@pytest.mark.parametrize(
    ("sent", "received"),
    [("1", "1.0"), ("1.50", "1.5"), ("1e2", "100"), ("0.1", "0.10000000149"),
     ("9007199254740993", "9007199254740992"),
     ("9007199254740993", "\"9007199254740993\""), ("[1, {\"a\": null}]", "[1.0,{\"a\":null}]")],
)  # fmt: skip
def test_the_same(sent: str, received: str) -> None:
    assert same(parse(sent.encode()), parse(received.encode()))


@pytest.mark.parametrize(
    ("sent", "received"),
    [("1", "true"), ("true", "1"), ("0", "false"), ("1", '"1"'), ("null", "false"), ("1", "2"),
     ("0.5", "0.25"), ("[]", "{}"), ("[1]", "[1,1]"), ('{"a":1}', '{"A":1}'), ('"a "', '"a"'),
     ('"\\u00e9"', '"e\\u0301"'),
     ("9007199254740991", "9007199254740990"), ("9007199254740991.0", "9007199254740990.0")],
)  # fmt: skip
def test_not_the_same(sent: str, received: str) -> None:
    assert not same(parse(sent.encode()), parse(received.encode()))


@pytest.mark.parametrize(
    ("body", "words"),
    [(b"NaN", "^NaN is not JSON"), (b"[-Infinity]", "^-Infinity is not JSON"), (b"", "Expecting"),
     (b"{", "Expecting"), (b"\xff", "codec"), (b"[" * 100_000, "^more than 20,000 values$"),
     (b"[" * 301 + b"]" * 301, "^nested more than 300 levels deep$"),
     (b"9" * 1_000_000, "^an integer of too many digits$")],
)  # fmt: skip
def test_what_is_not_json_is_a_value_error(body: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse(body)


def test_a_number_out_of_every_range_is_a_value_error() -> None:
    with pytest.raises(ValueError, match=r"^a number out of every range$"):
        parse(b'{"n": 1e99999999999999999999}')


def test_a_number_that_no_context_holds_is_left_open() -> None:
    assert same(parse(b"1e9999999"), None)


def test_decimals_are_read_as_they_are_wanted() -> None:
    assert isinstance(parse(b"1.5"), Decimal)
    assert isinstance(parse(b"1.5", exact=False), float)


def test_a_reader_that_gives_up_is_a_value_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr(json, "loads", give_up)
    with pytest.raises(UnreadError, match=r"^nested too deeply$"):
        parse(b"[[]]")
