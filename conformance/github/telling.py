"""What a finished run tells GitHub. Nothing that goes wrong here makes a run fail."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from conformance.github.annotations import annotate
from conformance.github.commands import active
from conformance.github.inert import InertStream
from conformance.github.step_summary import LIMIT, step_summary
from conformance.report import Report

SUMMARY = "GITHUB_STEP_SUMMARY"
WORKSPACE = "GITHUB_WORKSPACE"


def tell(report: Report, spec: Path, environment: Mapping[str, str]) -> None:
    """Under GitHub Actions: annotations on standard error, and the summary of the step.

    `spec` is the file of the contract. Standard output may hold a document, so it is left alone.
    """
    if not active(environment):
        return
    for line in annotate(report, _in_checkout(spec, environment.get(WORKSPACE))):
        _say(line)
    if place := environment.get(SUMMARY):
        try:
            _append(Path(place), report)
        except OSError as error:
            _say(f"The summary of the step can't be written: {error.strerror}.")


def _say(line: str) -> None:
    if isinstance(sys.stderr, InertStream):
        sys.stderr.command(line)
    else:
        sys.stderr.write(f"{line}\n")


def _append(path: Path, report: Report) -> None:
    taken = path.stat().st_size if path.exists() else 0
    with path.open("a", encoding="utf-8") as file:
        file.write(step_summary(report, LIMIT - taken))


def _in_checkout(spec: Path, workspace: str | None) -> str | None:
    """A file's path in the repository that is checked out, None for a file elsewhere.

    The spec of an installed suite may lie in the checkout's directory and isn't of the repository.
    """
    if not workspace or "site-packages" in spec.parts:
        return None
    try:
        return spec.resolve(strict=True).relative_to(Path(workspace).resolve()).as_posix()
    except (OSError, ValueError):
        return None
