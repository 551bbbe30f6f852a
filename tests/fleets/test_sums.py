"""What a fleet comes to as a whole."""

from __future__ import annotations

import pytest

from conformance.fleet import outline
from conformance.fleet.as_text import render_text
from conformance.fleet.result import WORDS, Result, State
from conformance.outcome import Verdict

from .builders import every_word, made_fleet, made_result, unjudged

GOOD = made_result("good")
FAILED = made_result("failed", Verdict.NON_CONFORMANT)
UNCLEAR = made_result("unclear", Verdict.INCOMPLETE)
MISSING = unjudged("missing", State.NOT_RUN)
LATE = unjudged("late", State.ENDED)
ERRED = unjudged("erred", State.BROKE)

CODES: dict[str, tuple[tuple[Result, ...], int]] = {
    "all good": ((GOOD, GOOD), 0),
    "deviations": ((made_result("a", Verdict.CONFORMANT_WITH_DEVIATIONS),), 0),
    "one failed": ((GOOD, FAILED, UNCLEAR, MISSING, ERRED), 1),
    "our own error": ((GOOD, UNCLEAR, ERRED), 4),
    "incomplete": ((GOOD, UNCLEAR), 3),
    "invalid": ((GOOD, made_result("a", Verdict.INVALID)), 3),
    "not run": ((GOOD, MISSING), 3),
    "out of time": ((GOOD, LATE), 3),
    "known failures": ((GOOD, made_result("a", Verdict.NON_CONFORMANT, code=0)), 0),
}


@pytest.mark.parametrize("name", CODES)
def test_the_exit_code(name: str) -> None:
    results, code = CODES[name]
    assert made_fleet(*results).exit_code == code
    assert made_fleet(*reversed(results)).exit_code == code


@pytest.mark.parametrize(("results", "code"), [((GOOD,), 3), ((GOOD, FAILED), 1)])
def test_one_that_was_stopped_never_passes(results: tuple[Result, ...], code: int) -> None:
    fleet = made_fleet(*results, stopped="The fleet was interrupted.")
    assert fleet.exit_code == code
    assert "Incomplete: The fleet was interrupted." in render_text(fleet)


def test_each_target_is_counted_once() -> None:
    fleet = every_word()
    assert tuple(fleet.counts) == WORDS
    assert set(fleet.counts.values()) == {1}
    assert set(outline.WORDS) >= set(WORDS)
    assert set(outline.SHADES) == set(WORDS)


def test_those_that_ask_for_attention_stand_first() -> None:
    found = outline.ordered(made_fleet(GOOD, MISSING, ERRED, FAILED))
    assert [one.name for one in found] == ["failed", "erred", "missing", "good"]


def test_what_is_said_in_the_end() -> None:
    lines = render_text(made_fleet(GOOD, FAILED, MISSING)).splitlines()
    assert lines[0].startswith("Not conformant: failed: ")
    assert lines[1] == "Not run: missing: It is so."
    assert lines[-1] == (
        "Of 3 targets, 1 failed and 1 could not be judged: "
        "1 conformant, 1 not conformant, 1 not run."
    )
    assert render_text(made_fleet(GOOD)) == "1 target passed: 1 conformant.\n"


def test_a_lost_worker_is_told() -> None:
    said = render_text(made_fleet(made_result("acme", starts=3)))
    assert "acme: 2 workers were lost while it ran; it was run again." in said
