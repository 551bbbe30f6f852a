"""How the values of rate-limit headers are read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from conformance.ratelimit import http_date, integer, retry_after

MOMENT = "Sun, 06 Nov 1994 08:49:37 GMT"
HALF_A_MINUTE_LATER = "Sun, 06 Nov 1994 08:50:07 GMT"


@pytest.mark.parametrize(
    ("value", "number"),
    [("0", 0), ("60", 60), ("007", 7), (" 5 ", 5), ("1700000000", 1_700_000_000),
     ("9" * 15, 10**15 - 1)],
)  # fmt: skip
def test_integers(value: str, number: int) -> None:
    assert integer(value) == number


@pytest.mark.parametrize(
    "value",
    [None, "", " ", "-1", "+1", "1.0", "1e3", "0x10", "1_000", "1 0", "5s", "5;w=60", "5, 5",
     "٣", "²", "9" * 16, "9" * 5000, "ten"],
)  # fmt: skip
def test_what_is_no_integer(value: str | None) -> None:
    assert integer(value) is None


@pytest.mark.parametrize(
    "value", [MOMENT, "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
)
def test_the_three_forms_of_an_http_date_are_one_moment(value: str) -> None:
    assert http_date(value) == datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [None, "", "soon", "5", "1994-11-06T08:49:37Z", "Sun, 31 Feb 1994 08:49:37 GMT",
     "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 1994", "\0",
     "Mon, 01 Jan 99999999999999999999 00:00:00 GMT",
     "Mon, 01 Jan 2035 00:00:00 +99999999999999"],
)  # fmt: skip
def test_what_is_no_date(value: str | None) -> None:
    assert http_date(value) is None


def test_every_date_has_a_zone() -> None:
    moment = http_date("Sun, 06 Nov 1994 08:49:37 -0000")
    assert moment == datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@pytest.mark.parametrize(("value", "seconds"), [("0", 0.0), ("30", 30.0)])
def test_seconds_are_taken_as_they_are(value: str, seconds: float) -> None:
    assert retry_after(value, None) == seconds
    assert retry_after(value, MOMENT) == seconds
    assert isinstance(retry_after(value, None), float)


def test_a_moment_is_measured_by_the_clock_of_the_server() -> None:
    assert retry_after(HALF_A_MINUTE_LATER, MOMENT) == 30.0


def test_a_moment_that_has_passed_asks_for_no_wait() -> None:
    assert retry_after(MOMENT, HALF_A_MINUTE_LATER) == 0.0
    assert retry_after(MOMENT, MOMENT) == 0.0


@pytest.mark.parametrize("date", [None, "yesterday"])
def test_without_the_clock_of_the_server_ours_serves(date: str | None) -> None:
    assert retry_after(MOMENT, date) == 0.0
    assert (retry_after("Fri, 31 Dec 9999 23:59:59 GMT", date) or 0) > 1e9


@pytest.mark.parametrize("value", [None, "", "-1", "1.5", "soon", "60, 60", "0x10"])
def test_what_is_neither_form_is_none(value: str | None) -> None:
    assert retry_after(value, MOMENT) is None
