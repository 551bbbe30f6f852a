"""Moments: what RFC 3339 allows, and when two of them are one."""

from __future__ import annotations

import pytest

from conformance.moment import is_moment, same_moment


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2025-06-16T10:30:00Z", "2025-06-16T10:30:00Z"),
        ("2025-06-16T10:30:00Z", "2025-06-16t12:30:00+02:00"),
        ("2025-06-16T10:30:00.5Z", "2025-06-16 10:30:00.500Z"),
        ("2025-06-16T10:30:00.123456Z", "2025-06-16T10:30:00.123Z"),
        ("2025-06-16T10:30:00.9996Z", "2025-06-16T10:30:01.000Z"),
        ("2025-06-16T10:30:00.9Z", "2025-06-16T10:30:00Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:59:60+01:00"),
    ],
)
def test_one_moment_is_written_in_several_ways(one: str, other: str) -> None:
    assert same_moment(one, other)
    assert same_moment(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2025-06-16T10:30:00Z", "2025-06-16T10:30:01Z"),
        ("2025-06-16T10:30:00.123Z", "2025-06-16T10:30:00.124Z"),
        ("2025-06-16T10:30:00Z", "2025-06-16T10:30:00+02:00"),
        ("2025-06-16T10:30:01.0Z", "2025-06-16T10:30:00Z"),
        ("2025-06-16T10:30:00Z", "2025-06-16T10:30:00"),
        (None, None),
        (1750069800, "2025-06-16T10:30:00Z"),
    ],
)
def test_others_are_two(one: object, other: object) -> None:
    assert not same_moment(one, other)
    assert not same_moment(other, one)


@pytest.mark.parametrize(
    "value",
    [
        *("2025-06-16T10:30:00", "2025-02-30T10:30:00Z", "2025-06-16T10:30:61Z", "2025-06-16"),
        *("2025-06-16T24:00:00Z", "2025-06-16T10:60:00Z", "0000-06-16T10:30:00Z", 7, None),
    ],
)
def test_some_values_are_no_moment(value: object) -> None:
    assert not is_moment(value)
