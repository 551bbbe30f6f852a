"""The page of a calibration: its picture, its table, and that hostile text is inert in it."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given, settings

from conformance.calibration.calibration import Calibration
from conformance.calibration.matrix import Cause, Consequence, Place
from conformance.outcome import Outcome
from conformance.reports.calibration_page import CELL, cells, render_calibration, rows

from .builders import calibrations
from .test_keeping import ALARM, CAUGHT, FOOLED, IDLE, LOUD, MISSED, QUIET, calibration


def beside(outcome: Outcome, cause: Cause) -> Consequence:
    return Consequence("B-01", outcome, cause)


def test_a_row_has_both_places() -> None:
    there = replace(CAUGHT, place=Place.TRANSCRIPT)
    (row,) = rows([there, ALARM])
    assert (row.transcript, row.server) == (there, ALARM)
    assert row.others == ["B-01"]
    assert row.problems == [ALARM.problem]


def test_those_of_one_requirement_stand_together() -> None:
    there = replace(CAUGHT, place=Place.TRANSCRIPT)
    found = rows([there, replace(MISSED, place=Place.TRANSCRIPT), replace(CAUGHT, saboteur="errs")])
    assert [(row.requirement, row.saboteur) for row in found] == [
        ("A-01", "lies"),
        ("A-01", "errs"),
        ("A-02", "errs"),
    ]


def test_the_picture_has_a_dot_for_each_that_noticed() -> None:
    unjudged = replace(CAUGHT, others=(beside(Outcome.NOT_OBSERVED, Cause.DECLARED),))
    blamed = replace(MISSED, others=(beside(Outcome.FAIL, Cause.EVIDENCE),))
    dots = cells(rows([unjudged, blamed]))
    assert dots == [
        (0, 0, "pass"),
        (CELL, CELL, "fail"),
        (2 * CELL, 0, "unjudged"),
        (2 * CELL, CELL, "deviation"),
    ]


def test_the_gravest_of_both_places_shows() -> None:
    there = replace(
        CAUGHT, place=Place.TRANSCRIPT, others=(beside(Outcome.FAIL, Cause.UNEXPLAINED),)
    )
    here = replace(CAUGHT, others=(beside(Outcome.NOT_OBSERVED, Cause.UNJUDGED),))
    for pair in ([there, here], [here, there]):
        assert (CELL, 0, "fail") in cells(rows(pair))


def test_says_what_must_be_mended_and_only_then() -> None:
    good = render_calibration(calibration(CAUGHT, QUIET, IDLE))
    assert "The checks can fail, and fail rightly" in good
    assert 'class="troubles"' not in good
    bad = render_calibration(calibration(CAUGHT, MISSED, LOUD, FOOLED))
    assert "<h1>3 to mend</h1>" in bad
    assert "UUIDs: a false alarm, A-01 (fail)" in bad


class Tags(HTMLParser):
    """Every tag of a page, and that each is closed in its turn."""

    VOID = frozenset({"meta", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@settings(max_examples=40)
@given(calibrations)
def test_whatever_is_in_it_is_text(one: Calibration) -> None:
    page = render_calibration(one)
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert "script" not in tags.seen
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", page)


def test_markup_is_shown_and_not_obeyed() -> None:
    hostile = "<script>alert(1)</script>"
    page = render_calibration(
        calibration(replace(CAUGHT, saboteur=hostile), replace(LOUD, name=hostile))
    )
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 2
