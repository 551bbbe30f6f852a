"""The file of a baseline: JSON that people read, edit and compare in git."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from conformance.baseline.entry import Baseline, BaselineError, Entry, Reach
from conformance.reports.schemas import schema_named
from conformance.reports.text import visible

SCHEMA_ID = "urn:optimly-conformance:baseline:1"
FORMAT_VERSION = 1
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the file."""
    return schema_named("baseline")


def written(baseline: Baseline) -> str:
    """The file's text: in ASCII, sorted, one line for each fact, ending in a newline."""
    reach = baseline.reach
    value = {
        "$schema": SCHEMA_ID,
        "format_version": FORMAT_VERSION,
        "run": {
            "profile": reach.profile,
            "only": reach.only,
            "capabilities": reach.capabilities,
            "explore": reach.explore,
            "seed": reach.seed,
        },
        "known": [
            {
                "requirement": one.requirement,
                "cause": one.cause,
                "owner": one.owner,
                "reason": one.reason,
                "expires": one.expires.isoformat(),
            }
            for one in sorted(baseline.entries)
        ],
    }
    return json.dumps(value, indent=2) + "\n"


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file. Raises BaselineError."""
    name = visible(str(path))
    try:
        value = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_once)
    except OSError as error:
        raise BaselineError(
            f"The baseline {name} can't be read: {error.strerror}; make one with "
            "`optimly-conformance baseline update`."
        ) from None
    except json.JSONDecodeError as error:
        raise BaselineError(
            f"The baseline {name} is no JSON: {error.msg} in line {error.lineno}, column "
            f"{error.colno}; correct it there."
        ) from None
    except (ValueError, RecursionError) as error:
        said = visible(str(error), 200) if type(error) is ValueError else "it is damaged"
        raise BaselineError(f"The baseline {name} is no JSON of ours: {said}.") from None
    for problem in Draft202012Validator(schema()).iter_errors(value):
        raise BaselineError(f"In the baseline {name}, {_problem(problem, value)}; correct it.")
    return Baseline(_reach(value["run"]), _entries(value["known"], name))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, if none of its names stands in it twice: which of the two counts?"""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{visible(twice)!r} stands twice in {_described(found)}")
    return found


def _described(value: Mapping[str, Any]) -> str:
    return f"the entry of {visible(str(value.get('requirement', 'no requirement')))}"


def _problem(problem: ValidationError, value: Any) -> str:
    """Where something is wrong, and what."""
    path = list(problem.absolute_path)
    said = visible(problem.message, 200)
    if path[:1] == ["known"] and len(path) > 1:
        entry = value["known"][path[1]]
        id_ = entry.get("requirement", "") if isinstance(entry, dict) else ""
        of = f" ({visible(str(id_), 60)})" if id_ else ""
        member = f", {visible(str(path[2]))}" if len(path) > 2 else ""
        return f"entry {int(path[1]) + 1}{of}{member}: {said}"
    return f"{visible('/'.join(map(str, path))) or 'the whole'}: {said}"


def _reach(run: Mapping[str, Any]) -> Reach:
    names = (tuple(run["only"]), tuple(run["capabilities"]))
    return Reach(run["profile"], *names, run["explore"], run["seed"])


def _entries(known: list[Mapping[str, Any]], name: str) -> tuple[Entry, ...]:
    found: dict[tuple[str, str], int] = {}
    entries = []
    for number, one in enumerate(known, 1):
        entry = Entry(
            one["requirement"],
            one["cause"],
            one["owner"],
            one["reason"],
            _day(one["expires"], f"In the baseline {name}, entry {number} ({one['requirement']})"),
        )
        first = found.setdefault(entry.key, number)
        if first != number:
            raise BaselineError(
                f"In the baseline {name}, entries {first} and {number} are about the same: "
                f"{visible(entry.requirement)} and one cause; remove one of them."
            )
        entries.append(entry)
    return tuple(entries)


def _day(text: str, place: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BaselineError(
        f"{visible(place)}, expires: {visible(text, 60)!r} is no date; write it as 2026-12-31."
    )
