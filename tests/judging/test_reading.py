"""How answers are read: exactly, large ones for a moment, and with so many complaints at most."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from conformance.evidence import Observations

from .builders import CONTRACT, MADE, evidence, exchange

FINE = "1.00000000000000000001"
"""A number that a float can't hold."""


def padded(members: str, size: int) -> bytes:
    """A JSON object of so many bytes."""
    body = b'{"padding": "", ' + members.encode() + b"}"
    assert len(body) <= size
    return body.replace(b'""', b'"' + b"x" * (size - len(body)) + b'"', 1)


@pytest.mark.parametrize("size", [100, 4096, 4097, 100_000])
def test_numbers_are_read_exactly_however_large_the_body_is(size: int) -> None:
    one = evidence(padded(f'"number": {FINE}', size))
    assert len(one.body) == size
    assert one.json["number"] == Decimal(FINE)
    assert one.is_json


def test_what_a_small_body_says_is_kept_and_a_large_one_is_read_again() -> None:
    def keeps(size: int, others: int) -> bool:
        one = evidence(padded('"number": 1', size))
        said = one.json
        for number in range(others):
            assert evidence(padded(f'"other": {number}', 5000)).json["other"] == number
        assert one.json == said
        return one.json is said

    assert [keeps(size, others=4) for size in (100, 4096, 4097)] == [True, True, False]
    # A check looks at it more than once, and beside it at another.
    assert keeps(4097, others=3)


@pytest.mark.parametrize("padding", ["", "x" * 5000])
def test_a_schema_sees_floats_and_not_decimals(padding: str) -> None:
    # A whole number may be written with a point; of decimals a validator doesn't know that.
    assert evidence({**MADE, "parts": [1.0], "padding": padding}).schema_problems == ()
    (problem,) = evidence({**MADE, "parts": [1.0, "x"], "padding": padding}).schema_problems
    assert problem[0] == "/parts/1"


def test_no_more_than_fifty_complaints_are_looked_at() -> None:
    assert len(evidence({**MADE, "parts": ["x"] * 60}).schema_problems) == 50
    assert len(evidence({**MADE, "parts": ["x"] * 49}).schema_problems) == 49


def test_an_answer_without_a_schema_has_no_problems() -> None:
    one = Observations(CONTRACT).of(exchange(operation="DELETE /things", answer=["anything"]))
    assert one.operation is not None
    assert one.schema_problems == ()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"nothing", "it is not JSON"),
        (b"[" * 400, "nested more than 300 levels deep"),
        (b"NaN", "NaN is not JSON"),
    ],
)
def test_why_a_body_is_no_json_is_said(body: bytes, why: str) -> None:
    assert evidence(body).no_json == why


def test_an_answer_in_json_has_nothing_to_say() -> None:
    assert evidence(json.dumps(MADE).encode()).no_json is None
