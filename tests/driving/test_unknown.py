"""Ids that nobody has look like those that somebody has."""

from __future__ import annotations

import re

import pytest

from conformance.drive.unknown import another

FORMS = {
    "3f8e4a2c-1b7d-4c3e-9a5f-0c1d2e3f4a5b": (
        "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    ),
    "01ARZ3NDEKTSV4RRFFQ69G5FAV": "[0-7][0-9A-HJKMNP-TV-Z]{25}",
    "1834567890123456789": r"[1-8]\d{18}",
    "507f1f77bcf86cd799439011": "[0-9a-f]{24}",
    "chat_2bc064735d1e461baa4e8a476e4537b6": "chat_[0-9a-f]{32}",
    "cus_NffrFeUfNV2Hib": "cus_[0-9A-Za-z]{14}",
    "V1StGXR8_Z5jdHi6B-myT": "[0-9A-Za-z_-]{21}",
    "chat_123": r"chat_\d+",
    "42": r"\d+",
}


@pytest.mark.parametrize("known", FORMS)
def test_is_another_of_the_same_form(known: str) -> None:
    made = another(known)
    assert made != known
    assert re.fullmatch(FORMS[known], made)
    assert another(known) == made


@pytest.mark.parametrize("known", ["42", "chat_123", "999999999"])
def test_a_number_is_one_that_counting_has_not_reached(known: str) -> None:
    number = int(another(known).removeprefix("chat_"))
    assert 10**9 < number < 2**31


@pytest.mark.parametrize("known", ["x", "chat_abc", "né/ ?#%41☃", "٤٢"])
def test_what_is_too_short_to_guess_past_becomes_any_text(known: str) -> None:
    assert another(known) == f"conformance-unknown-{known}"
