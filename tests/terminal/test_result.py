"""The result: it fits the screen, and no text of a target does anything to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from handmade import handmade
from rich.cells import cell_len
from rich.text import Text

from conformance.baseline.entry import Entry
from conformance.baseline.gate import Gate
from conformance.baseline.settling import Settled, State
from conformance.outcome import Finding, Outcome
from conformance.report import Report
from conformance.reports.outline import VERDICT_WORDS
from conformance.terminal.result import result
from conformance.terminal.screen import Screen, shared

from .builders import FINDING, requirement

HOSTILE = (
    "\x1b[2J\x1b[31mred\x1b[0m",
    "two\nlines\r\x07",
    "\u202egnp.exe\u202c\u200b",
    "\ud800",
    "漢字" * 400,
    "é" * 1_000_000,
    "[bold red]markup[/]",
)
WITHOUT = Gate(1)
"""No baseline."""

OLD = date(2020, 1, 1)
PLACE = Path("reports/20261126T203000Z-example.com")
FAILURES = tuple(requirement(f"LEAD-{number:02}", Outcome.FAIL) for number in range(1, 61))


def shown(one: Report, screen: Screen) -> list[str]:
    return [line.plain for line in result(one, PLACE, WITHOUT, screen)]


def height(lines: list[str], width: int) -> int:
    return sum(max(1, -(-cell_len(line) // width)) for line in lines)


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("lines", [16, 24, 50])
def test_sixty_failures_fit_the_screen(width: int, lines: int) -> None:
    unjudged = [requirement(f"AUTH-{number:02}", Outcome.NOT_OBSERVED) for number in range(9)]
    full = handmade(*FAILURES, *unjudged, summary="60 mandatory requirements failed.")
    found = shown(full, Screen(width, lines, page=False))
    assert height(found, width) < lines
    assert " ".join(found).endswith("Not conformant: 60 mandatory requirements failed.")


def test_each_failure_is_three_lines_and_the_rest_is_counted() -> None:
    deviations = [requirement(f"RATE-{number:02}", Outcome.DEVIATION) for number in range(1, 4)]
    found = shown(handmade(*deviations, *FAILURES), Screen(80, 24, page=False))
    assert found[:4] == [
        "failed LEAD-01 MUST: What LEAD-01 asks for is kept by every server at all times.",
        '  /metadata/form_type: expected "email", got nothing',
        "  exchange 7 and 2 like it; why: optimly-conformance explain LEAD-01",
        "failed LEAD-02 MUST: What LEAD-02 asks for is kept by every server at all times.",
    ]
    fit = sum(line.startswith("failed ") for line in found)
    assert fit == 5
    assert f"… and {60 - fit} failed, 3 deviation: see report.html" in found


def test_where_all_fit_nothing_is_counted() -> None:
    found = shown(handmade(*FAILURES[:6]), Screen(80, 24, page=False))
    assert sum(line.startswith("failed ") for line in found) == 6
    assert not any(line.startswith("…") for line in found)
    assert height(found, 80) == 23


def test_a_screen_of_nothing_still_has_the_verdict() -> None:
    found = shown(handmade(*FAILURES), Screen(20, 1, page=False))
    assert " ".join(found).endswith("Not conformant: It is so.")
    assert found[0] == "… and 60 failed: se…"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("width", [40, 80, 200])
def test_hostile_texts_are_inert_and_keep_to_the_width(text: str, width: int) -> None:
    outcomes = (Outcome.FAIL, Outcome.DEVIATION, Outcome.NOT_OBSERVED, Outcome.ERROR)
    hostile = handmade(
        *(requirement(f"X-{one.value}", one, text) for one in outcomes), summary=text
    )
    hostile = replace(hostile, damage=text + "d", faults=(text + "f",))
    lines = result(hostile, PLACE, WITHOUT, Screen(width, 60, page=False))
    for line in lines:
        assert line.plain.isprintable()
        if not line.plain.startswith(("Report: ", "Replay: ")):
            assert line.cell_len <= width
    assert {str(span.style) for line in lines for span in line.spans} <= {
        "bold red",
        "bold green",
        "yellow",
        "dim",
    }


def test_what_one_change_mends_is_said() -> None:
    mended: Finding = replace(FINDING, control=5, count=1)
    found = shown(handmade(replace(FAILURES[0], findings=(mended, FINDING))), Screen())
    assert found[2].startswith("  exchange 7, 1 more finding; It passes with")


def test_a_page_takes_the_verdict_as_one_line() -> None:
    long = handmade(summary="word " * 60)
    assert shown(long, Screen(80, 24, page=True))[-1].startswith(VERDICT_WORDS[long.verdict])
    assert len(shown(long, Screen(80, 24, page=False))) > len(shown(long, Screen(80, 24)))


def test_short_texts_leave_their_room_to_long_ones() -> None:
    assert shared(["a", "b" * 50, "c" * 4], 20) == ["a", "b" * 14 + "…", "cccc"]
    assert shared(["a" * 9, "b" * 9], 20) == ["a" * 9, "b" * 9]
    assert shared(["a" * 30, "b" * 30], 20) == ["a" * 9 + "…", "b" * 9 + "…"]


def test_a_line_is_cut_by_columns_and_not_by_characters() -> None:
    assert Screen(5).cut("漢字漢字").plain == "漢字…"
    assert Screen(5).lines(Text("漢字漢字")) == 2


def test_many_stale_entries_leave_room_for_the_failures() -> None:
    entries = [Entry(f"LEAD-{one:02}", "\x1b[31m" * 90, "Ada", "r", OLD) for one in range(60)]
    expired = tuple(Settled(one, State.EXPIRED) for one in entries)
    at = Gate(1, frozenset({"LEAD-60"}), ("LEAD-01",), expired, Path("b.json"))
    found = [line.plain for line in result(handmade(*FAILURES), PLACE, at, Screen(80, 24, False))]
    assert height(found, 80) < 24
    assert all(line.isprintable() for line in found)
    assert "known (1): LEAD-60" in found
    assert sum(line.startswith("expired entry LEAD-") for line in found) == 4
    assert "… and 56 more: `baseline update` names them all" in found
    assert sum(line.startswith("failed LEAD-") for line in found) == 3
