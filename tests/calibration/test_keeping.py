"""A calibration as a value, as JSON and on a terminal."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator, ValidationError
from rich.console import Console

from conformance.calibration.calibration import Calibration, LawfulRun, UselessRun
from conformance.calibration.keeping import calibration_from, render, schema
from conformance.calibration.matrix import Cause, Consequence, Kill, Place, Result
from conformance.calibration.telling import show
from conformance.outcome import Outcome, Verdict

from .builders import calibrations

UNRELATED = "makes others fall that it has nothing to do with"
CAUGHT = Kill("A-01", "lies", Place.SERVER, Result.CAUGHT, Outcome.FAIL)
MISSED = Kill("A-02", "errs", Place.SERVER, Result.MISSED, Outcome.PASS)
VOID = Kill("A-03", "rests", Place.TRANSCRIPT, Result.VOID, Outcome.PASS, "no answer was changed")
ALARM = replace(CAUGHT, others=(Consequence("B-01", Outcome.FAIL, Cause.UNEXPLAINED),))
QUIET = LawfulRun("UUIDs", "ids are opaque", ())
LOUD = replace(QUIET, alarms=("A-01 (fail)",))
DEAF = replace(QUIET, missing=("A-04",))
IDLE = UselessRun("404", Verdict.NON_CONFORMANT)
FOOLED = replace(IDLE, passes=("A-01",))
ERRING = replace(IDLE, errors=("A-01",))


def calibration(*runs: Kill | LawfulRun | UselessRun) -> Calibration:
    return Calibration(
        "1.0",
        "sha256:" + "a" * 64,
        "sha256:" + "b" * 64,
        whole=True,
        kills=tuple(one for one in runs if isinstance(one, Kill)),
        lawful=tuple(one for one in runs if isinstance(one, LawfulRun)),
        useless=tuple(one for one in runs if isinstance(one, UselessRun)),
    )


@given(calibrations)
def test_comes_back_from_json_as_it_was(one: Calibration) -> None:
    value = json.loads(render(one))
    Draft202012Validator(schema()).validate(value)
    assert calibration_from(value) == one
    assert calibration_from(value).digest == value["digest"]


def test_the_schema_refuses_what_is_no_calibration() -> None:
    value = json.loads(render(calibration(CAUGHT)))
    for wrong in ({**value, "digest": "sha256:0"}, {**value, "kills": [{}]}, {**value, "more": 1}):
        with pytest.raises(ValidationError):
            Draft202012Validator(schema()).validate(wrong)


def test_the_file_has_a_line_for_each_saboteur() -> None:
    lines = render(calibration(CAUGHT, MISSED)).splitlines()
    assert sum('"requirement": "A-0' in line for line in lines) == 2


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (MISSED, "A-02: errs (server) is not noticed: A-02 came to pass"),
        (VOID, "A-03: rests (transcript) shows nothing: no answer was changed"),
        (
            ALARM,
            f"A-01: lies (server) {UNRELATED}: B-01 (fail)",
        ),
        (LOUD, "UUIDs: a false alarm, A-01 (fail)"),
        (DEAF, "UUIDs: A-04 should have deviated"),
        (FOOLED, "404: earned A-01"),
        (ERRING, "404: A-01"),
    ],
)
def test_says_what_must_be_mended(run: Kill | LawfulRun | UselessRun, said: str) -> None:
    assert calibration(CAUGHT, QUIET, IDLE, run).problems == (said,)
    assert calibration(CAUGHT, QUIET, IDLE).problems == ()


@pytest.mark.parametrize(
    "changed",
    [
        calibration(MISSED, QUIET, IDLE),
        calibration(CAUGHT, LOUD, IDLE),
        calibration(CAUGHT, DEAF, IDLE),
        calibration(CAUGHT, QUIET, FOOLED),
        calibration(CAUGHT, QUIET, ERRING),
        calibration(CAUGHT, CAUGHT, QUIET, IDLE),
        calibration(CAUGHT, IDLE),
        calibration(CAUGHT, QUIET),
        replace(calibration(CAUGHT, QUIET, IDLE), catalogue_digest="sha256:" + "c" * 64),
        replace(calibration(CAUGHT, QUIET, IDLE), spec_digest="sha256:" + "c" * 64),
    ],
)
def test_every_other_result_has_another_digest(changed: Calibration) -> None:
    assert changed.digest != calibration(CAUGHT, QUIET, IDLE).digest


def test_what_falls_beside_a_saboteur_has_no_part_in_the_digest() -> None:
    assert calibration(ALARM).digest == calibration(CAUGHT).digest


def test_counts() -> None:
    found = calibration(CAUGHT, replace(CAUGHT, saboteur="lies again"), MISSED, VOID)
    assert found.checks == 1
    assert found.count(Place.SERVER, Result.CAUGHT) == 2
    assert found.count(Place.SERVER, Result.VOID) == 0
    assert found.count(Place.TRANSCRIPT, Result.VOID) == 1


def test_a_terminal_shows_the_matrix_and_what_must_be_mended() -> None:
    console = Console(file=io.StringIO(), width=200, highlight=False)
    again = replace(CAUGHT, place=Place.TRANSCRIPT)
    show(calibration(again, ALARM, MISSED, VOID, LOUD, IDLE), Path("matrix.json"), console)
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    assert "✓✓ A-01     lies  beside it: B-01" in lines
    assert "·✗ A-02     errs" in lines
    assert "∅· A-03     rests" in lines
    assert sum(line.startswith("to mend ") for line in lines) == 4
    assert "Saboteurs in a server: 1 caught, 1 missed, 0 void." in lines
    assert "Lawful servers: 1, false alarms: 1." in lines
    assert "Useless servers: 1, of which 0 earned something." in lines
    assert lines[-1].startswith("Kill matrix: matrix.json (sha256:")
