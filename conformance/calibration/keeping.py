"""A calibration as JSON: the kill matrix with one line for each saboteur, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from conformance.calibration.calibration import Calibration, LawfulRun, UselessRun
from conformance.calibration.matrix import Cause, Consequence, Kill, Place, Result
from conformance.outcome import Outcome, Verdict

SCHEMA_ID = "urn:optimly-conformance:calibration:1"


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) that every calibration written by `render` satisfies."""
    place = Path(__file__).parent.parent / "reports" / "calibration.schema.json"
    value: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return value


def render(calibration: Calibration) -> str:
    """The calibration as a JSON document in ASCII, ending in a newline."""
    members = {
        "$schema": json.dumps(SCHEMA_ID),
        "suite_version": json.dumps(calibration.suite_version),
        "catalogue_digest": json.dumps(calibration.catalogue_digest),
        "spec_digest": json.dumps(calibration.spec_digest),
        "whole": json.dumps(calibration.whole),
        "digest": json.dumps(calibration.digest),
        "problems": _lines(calibration.problems),
        "kills": _lines(map(asdict, calibration.kills)),
        "lawful": _lines(map(asdict, calibration.lawful)),
        "useless": _lines(map(asdict, calibration.useless)),
    }
    return "{\n" + ",\n".join(f'"{name}": {text}' for name, text in members.items()) + "\n}\n"


def _lines(values: Iterable[Any]) -> str:
    """A JSON array with a line for each element."""
    lines = ",\n".join(map(json.dumps, values))
    return f"[\n{lines}\n]" if lines else "[]"


def calibration_from(value: Mapping[str, Any]) -> Calibration:
    """The inverse of `render`. Raises KeyError, TypeError or ValueError."""
    return Calibration(
        suite_version=value["suite_version"],
        catalogue_digest=value["catalogue_digest"],
        spec_digest=value["spec_digest"],
        whole=value["whole"],
        kills=tuple(map(_kill, value["kills"])),
        lawful=tuple(LawfulRun(**_tuples(one)) for one in value["lawful"]),
        useless=tuple(
            UselessRun(**{**_tuples(one), "verdict": Verdict(one["verdict"])})
            for one in value["useless"]
        ),
    )


def _kill(value: Mapping[str, Any]) -> Kill:
    others = (
        Consequence(one["requirement"], Outcome(one["outcome"]), Cause(one["cause"]))
        for one in value["others"]
    )
    return Kill(
        value["requirement"],
        value["saboteur"],
        Place(value["place"]),
        Result(value["result"]),
        Outcome(value["outcome"]),
        value["reason"],
        tuple(others),
    )


def _tuples(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(one) if isinstance(one, list) else one for name, one in value.items()}
