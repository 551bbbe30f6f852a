"""What is seen of a fleet while it runs."""

from __future__ import annotations

import pytest

from conformance.fleet.result import State
from conformance.fleet.watching import Logged, Watched, watching
from conformance.outcome import Verdict
from conformance.terminal.screen import Screen

from .builders import made_result, unjudged


def shown(watched: Watched, screen: Screen | None = None) -> list[str]:
    return [line.plain for line in watched.lines(screen or Screen(80, 24, page=False))]


def test_the_display_has_the_whole_and_what_is_run() -> None:
    watched = Watched(60)
    assert shown(watched) == ["0 of 60 targets"]
    watched.begins("acme", 1)
    watched.begins("bolt", 2)
    watched.goes_on("acme", 12, 98, 1204)
    watched.goes_on("unknown", 1, 1, 1)
    watched.ends(made_result("done", Verdict.NON_CONFORMANT))
    watched.ends(unjudged("none", State.NOT_RUN))
    whole, acme, bolt = shown(watched)
    assert whole == "2 of 60 targets: 1 not conformant, 1 not run"
    assert acme.split() == ["acme", "12/98", "cases", "1,204", "requests", "0", "s"]
    assert "starting" in bolt
    assert bolt.endswith("run again")
    watched.ends(made_result("acme"))
    assert len(shown(watched)) == 2
    watched.certifies("acme")
    assert "certificate of acme" in shown(watched)


def test_it_keeps_to_the_screen() -> None:
    watched = Watched(300)
    for number in range(100):
        watched.begins(f"a-target-with-a-long-name-{number}", 1)
    lines = shown(watched, Screen(40, 10, page=False))
    assert len(lines) <= 8
    assert max(map(len, lines)) <= 40


def test_elsewhere_each_target_has_its_line() -> None:
    lines: list[str] = []
    logged = Logged(2, lines.append)
    logged.begins("acme", 1)
    logged.goes_on("acme", 1, 2, 3)
    logged.begins("acme", 2)
    logged.ends(made_result("acme", summary="It \x1b[31mis\nso."))
    logged.ends(unjudged("bolt", State.ENDED))
    assert lines == [
        "acme: its worker was lost; it is run again",
        "1/2 acme: conformant: It \\x1b[31mis\\nso.",
        "2/2 bolt: out of time: It is so.",
    ]


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    with watching(1, quiet=True) as progress:
        progress.ends(made_result("acme"))
    with watching(1) as progress:
        progress.ends(made_result("acme"))
    assert capsys.readouterr().err == "1/1 acme: conformant: 193 requirements held.\n"
