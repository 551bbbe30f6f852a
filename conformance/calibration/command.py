"""What `optimly-conformance calibrate` does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from conformance.calibration import telling
from conformance.calibration.calibrate import CalibrationError, Extent
from conformance.calibration.calibrate import calibrate as calibrated
from conformance.calibration.keeping import render
from conformance.calibration.soak import Soaked
from conformance.calibration.soak import soak as soaked
from conformance.cli.refusing import Broken
from conformance.loading import load_contract
from conformance.reports.calibration_page import render_calibration
from conformance.resources import CALIBRATION, SPEC

MATRIX, PAGE = "calibration.json", "calibration.html"


def calibrate(
    fast: bool, only: tuple[str, ...], workers: int | None, directory: Path, keep: bool
) -> int:
    """Calibrate, write the matrix, show it; gives the exit code. Raises OSError and others."""
    if keep and (fast or only):
        raise click.UsageError("Only a whole calibration can be kept: leave --fast and --only out.")
    extent = Extent(fast, only)
    if workers is not None:
        extent = replace(extent, workers=workers)
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / MATRIX
    for name in (MATRIX, PAGE):
        (directory / name).unlink(missing_ok=True)
    try:
        with telling.progress() as advance:
            found = calibrated(extent, advance)
    except CalibrationError as error:
        raise Broken(str(error)) from None
    path.write_text(render(found), encoding="ascii")
    (directory / PAGE).write_text(render_calibration(found), encoding="utf-8")
    if keep and not found.problems:
        CALIBRATION.write_text(render(found), encoding="ascii")
    telling.show(found, directory / PAGE)
    return 1 if found.problems else 0


def soak(runs: int) -> int:
    """Run so many times under load, a line for each run; gives the exit code."""

    def observe(one: Soaked) -> None:
        differences = f": {', '.join(one.differences)}" if one.differences else ""
        click.echo(
            f"run {one.number} of {runs}: {one.verdict}, {one.requests} requests "
            f"in {one.seconds:.1f} s{differences}"
        )

    found = soaked(runs, load_contract(SPEC), observe)
    steady = sum(one.steady for one in found)
    click.echo(f"{steady} of {runs} runs said what must be said of a correct server.")
    return 0 if steady == runs else 1
