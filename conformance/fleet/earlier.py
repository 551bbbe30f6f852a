"""An earlier fleet, read again from its directory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from conformance.fleet.against import Earlier
from conformance.fleet.as_json import schema
from conformance.fleet.cluster import FleetError
from conformance.fleet.keeping import DATA
from conformance.fleet.result import Result, State
from conformance.outcome import Outcome, Verdict
from conformance.reports.text import visible


def read_earlier(directory: Path) -> Earlier:
    """The fleet in a directory. Raises FleetError."""
    path = directory / DATA
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FleetError(
            f"{path} can't be read: {error.strerror}; name the directory of an earlier fleet."
        ) from None
    except (ValueError, RecursionError):
        raise FleetError(f"{path} is damaged: it is not JSON.") from None
    for problem in Draft202012Validator(schema()).iter_errors(value):
        place = "/".join(map(str, problem.absolute_path))
        raise FleetError(
            f"{path} is damaged or of another version of the suite: "
            f"at {visible(f'/{place}')}, {visible(problem.message, 200)}."
        )
    results = tuple(_result(one) for one in value["targets"])
    return Earlier(directory, value["started_at"], results)


def _result(data: dict[str, Any]) -> Result:
    given = {name: value for name, value in data.items() if name != "change"}
    given["state"] = State(data["state"])
    given["verdict"] = data["verdict"] and Verdict(data["verdict"])
    given["counts"] = {Outcome(name): number for name, number in data["counts"].items()}
    return Result(**given)
