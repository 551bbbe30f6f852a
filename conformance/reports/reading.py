"""A written `report.json` read again, as data."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from conformance.reports.json_report import schema
from conformance.reports.text import visible

REPORT = "report.json"


class ReportError(Exception):
    """A report that can't be read: says which, and what is wrong with it."""


def read_report(path: Path) -> dict[str, Any]:
    """The report in a file, checked against its schema. Raises ReportError."""
    try:
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReportError(
            f"{path} can't be read: {error.strerror}; name the directory of a run's report."
        ) from None
    except (ValueError, RecursionError):
        raise ReportError(f"The report {path} is damaged: it is not JSON.") from None
    for problem in Draft202012Validator(schema()).iter_errors(report):
        place = "/".join(map(str, problem.absolute_path))
        raise ReportError(
            f"The report {path} is damaged or of another version of the suite: "
            f"at {visible(f'/{place}')}, {visible(problem.message, 200)}."
        )
    numbers = Counter(result["id"] for result in report["requirements"])
    for id_, number in numbers.items():
        if number > 1:
            raise ReportError(
                f"The report {path} is damaged: it has {visible(id_)} {number} times."
            )
    return report
