"""Disputes: read strictly, shown beside an outcome, and without weight."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from handmade import made_requirement

from conformance.outcome import Level, Outcome
from conformance.register.as_html import render_html
from conformance.register.as_json import render_json
from conformance.register.badge import render_badge
from conformance.register.disputes import Dispute, RegisterError, read_disputes
from conformance.register.entry import State

from .builders import made_entry, made_register, made_result

DISPUTE = """
[[dispute]]
requirement = "lead-02"
owner = "Ada"
date = 2026-11-20
text = "The page doesn't say so."
"""
READ = Dispute("LEAD-02", "Ada", date(2026, 11, 20), "The page doesn't say so.")


def test_a_dispute_is_read(tmp_path: Path) -> None:
    assert read_disputes(tmp_path) == ()
    (tmp_path / "disputes.toml").write_text(DISPUTE)
    assert read_disputes(tmp_path) == (READ,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[dispute", "is not valid TOML"),
        ("x = 1", r"may hold tables \[\[dispute\]\] and nothing else"),
        ("dispute = 1", "and nothing else"),
        ("dispute = [1]", "dispute 1 must have requirement, owner, date, text"),
        (DISPUTE + "outcome = 'pass'", "dispute 1 must have .* and nothing else"),
        (DISPUTE + DISPUTE.replace('owner = "Ada"', ""), "dispute 2 must have"),
        (DISPUTE.replace("lead-02", "NO-99"), "dispute 1: There is no requirement 'NO-99'"),
        (DISPUTE.replace('"Ada"', '""'), "dispute 1: owner must be a name"),
        (DISPUTE.replace("2026-11-20", '"2026-11-20"'), "date must be a date .* without quotes"),
        (DISPUTE.replace("2026-11-20", "2026-11-20T10:00:00Z"), "date must be a date"),
        (DISPUTE.replace('"The page doesn\'t say so."', "1"), "text must be a text"),
    ],
)
def test_a_wrong_file_says_where_and_what(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "disputes.toml").write_text(text)
    with pytest.raises(RegisterError, match=said) as caught:
        read_disputes(tmp_path)
    assert "disputes.toml" in str(caught.value)


@pytest.mark.parametrize("outcome", [Outcome.PASS, Outcome.DEVIATION])
def test_a_dispute_stands_beside_its_outcome_and_changes_nothing(outcome: Outcome) -> None:
    result = made_result(requirements=(made_requirement("LEAD-02", outcome, Level.SHOULD),))
    plain = made_entry(result=result)
    disputed = replace(plain, disputes=(READ,))
    assert render_badge(disputed) == render_badge(plain)
    [told] = json.loads(render_json(made_register(disputed)))["entries"]
    [before] = json.loads(render_json(made_register(plain)))["entries"]
    assert told.pop("disputes") == [
        {
            "requirement": "LEAD-02",
            "owner": "Ada",
            "date": "2026-11-20",
            "text": "The page doesn't say so.",
            "outcome": outcome.value,
        }
    ]
    assert before.pop("disputes") == []
    assert told == before
    page = render_html(made_register(disputed))
    assert "Ada, 2026-11-20: The page doesn&#39;t say so." in page
    assert "Ada" not in render_html(made_register(plain))


def test_of_what_is_not_confirmed_a_dispute_has_no_outcome() -> None:
    entry = made_entry(State.REFUSED, disputes=(READ,))
    [told] = json.loads(render_json(made_register(entry)))["entries"]
    assert told["disputes"][0]["outcome"] is None
