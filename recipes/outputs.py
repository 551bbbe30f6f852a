"""Print a run's verdict and the place of its report as GitHub's `GITHUB_OUTPUT` has them.

Only the standard library is used: the suite may not have been installed.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path


def outputs(directory: Path) -> dict[str, str]:
    """`verdict` and `report-dir` of what a run left; `none` and empty where it left no report."""
    try:
        report = json.loads((directory / "report.json").read_bytes())
        return {"verdict": str(report["verdict"]), "report-dir": str(directory.resolve())}
    except (OSError, ValueError, KeyError, TypeError):
        return {"verdict": "none", "report-dir": ""}


if __name__ == "__main__":
    for name, value in outputs(Path(os.environ["CONFORMANCE_REPORT_DIR"])).items():
        # A delimiter that nobody knows: a value of several lines can't set another output.
        end = secrets.token_hex(16)
        print(f"{name}<<{end}\n{value}\n{end}")  # noqa: T201 - it is what it is for
