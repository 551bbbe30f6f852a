"""`optimly-conformance calibrate`, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from conformance.calibration import command
from conformance.calibration.calibration import Calibration
from conformance.calibration.keeping import render
from conformance.cli import main

from .test_keeping import CAUGHT, MISSED, calibration


def typed(*words: str) -> Result:
    return CliRunner().invoke(main, ["calibrate", *words])


def test_calibrates_one_requirement_on_transcripts(tmp_path: Path) -> None:
    result = typed("--fast", "--only", "LEAD-06", "--workers", "1", "--report-dir", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert "✓· LEAD-06  opens a chat for each lead" in result.output
    written = json.loads((tmp_path / "calibration.json").read_text())
    assert written["whole"] is False
    assert written["problems"] == []
    assert {one["requirement"] for one in written["kills"]} == {"LEAD-06"}


def test_an_unknown_requirement_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    result = typed("--only", "NONE-01", "--report-dir", str(tmp_path))
    assert result.exit_code == 2
    assert "There is no requirement 'NONE-01'" in result.output


def test_only_a_whole_calibration_is_kept(tmp_path: Path) -> None:
    result = typed("--fast", "--keep", "--report-dir", str(tmp_path))
    assert result.exit_code == 2
    assert "leave --fast and --only out" in result.output


@pytest.mark.parametrize("found", [calibration(CAUGHT), calibration(CAUGHT, MISSED)])
def test_what_must_be_mended_fails_and_is_not_kept(
    found: Calibration, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept.json"

    def made(*_: Any) -> Calibration:
        return found

    monkeypatch.setattr(command, "calibrated", made)
    monkeypatch.setattr(command, "CALIBRATION", kept)
    result = typed("--keep", "--report-dir", str(tmp_path / "reports"))
    good = not found.problems
    assert result.exit_code == (0 if good else 1)
    assert kept.exists() is good
    assert (tmp_path / "reports" / "calibration.json").read_text() == render(found)
