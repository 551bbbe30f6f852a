"""What httplint observes, and that it can neither score nor break a run."""

from __future__ import annotations

import importlib.util

import pytest

from conformance.evidence import Evidence
from conformance.remarks import RANKS, Remark, Remarking

from .builders import heard

BAD_DATE = (("Date", "yesterday"), ("Content-Type", "application/json"))


def remarked(*found: Evidence) -> tuple[Remark, ...]:
    remarking = Remarking()
    for evidence in found:
        remarking.hear(evidence)
    remarks = remarking.remarks()
    assert remarks is not None
    return remarks


def test_a_wrong_header_is_remarked_on_with_its_name_and_where() -> None:
    found = remarked(heard(number=4), heard(headers=BAD_DATE, number=7))
    [remark] = [one for one in found if one.code == "BAD_DATE_SYNTAX"]
    assert (remark.rank, remark.field, remark.exchange) == ("bad", "date", 7)
    assert "Date" in remark.summary
    assert "<" not in remark.detail
    assert (remark.kinds, remark.answers) == (1, 1)


def test_answers_of_a_kind_are_looked_at_once_and_counted() -> None:
    found = remarked(
        *(heard(headers=BAD_DATE, number=number) for number in (3, 4, 5)),
        heard(status=404, headers=BAD_DATE, number=6),
    )
    [remark] = [one for one in found if one.code == "BAD_DATE_SYNTAX"]
    assert (remark.kinds, remark.answers, remark.exchange) == (2, 4, 3)


def test_the_worst_comes_first_and_a_status_is_no_remark() -> None:
    found = remarked(heard(headers=BAD_DATE), heard(status=429))
    ranks = [RANKS.index(one.rank) for one in found]
    assert ranks == sorted(ranks)
    assert not [one for one in found if one.code.startswith("STATUS_")]


def test_nothing_is_said_of_a_length_that_decoding_and_redaction_change() -> None:
    found = remarked(heard(headers=(("Content-Length", "99999"),)))
    assert not [one for one in found if one.code.startswith("CL_")]


@pytest.mark.parametrize("value", ["\x00\xff", "a" * 100_000, "\u0159", '"unclosed', ",,,;;==", ""])
@pytest.mark.parametrize("name", ["Date", "Cache-Control", "Set-Cookie", "Link", "Content-Type"])
def test_a_hostile_header_breaks_nothing(name: str, value: str) -> None:
    for remark in remarked(heard(headers=((name, value),))):
        assert remark.summary


def test_without_httplint_there_are_no_remarks_and_not_none_to_make(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    remarking = Remarking()
    remarking.hear(heard(headers=BAD_DATE))
    assert remarking.remarks() is None
