"""Reports made by hand: what isn't said of them is as plain as can be."""

from __future__ import annotations

from collections import Counter
from typing import Any

from conformance.outcome import Judgement, Level, Outcome
from conformance.report import Report, RequirementResult, Suite, Target, Traffic
from conformance.verdict import verdict


def made_requirement(id_: str, outcome: Outcome, level: Level, **said: Any) -> RequirementResult:
    """A requirement with what came of it."""
    plain: dict[str, Any] = {
        "flow": "lead",
        "statement": f"What {id_} asks for is kept by every server at all times.",
        "explanation": "",
        "source": "page",
        "file": "lead.py",
        "line": 1,
        "judged": 1,
        "reason": None,
        "findings": (),
        "saboteurs": (),
    }
    return RequirementResult(id=id_, outcome=outcome, level=level, **{**plain, **said})


def handmade(*requirements: RequirementResult, **said: Any) -> Report:
    """A report on these requirements, with the verdict that they come to."""
    counts = Counter(one.outcome for one in requirements)
    levels: dict[str, Level] = {one.id: one.level for one in requirements}
    plain: dict[str, Any] = {
        "verdict": verdict([Judgement(one.id, one.outcome) for one in requirements], levels),
        "summary": "It is so.",
        "run": "run1",
        "started_at": "2026-06-15T12:00:00Z",
        "target": Target("https://example.com", (), (), ()),
        "suite": Suite("0", "sha256:0", "sha256:1"),
        "profile": "core",
        "only": (),
        "seed": 0,
        "explore": 0,
        "traffic": Traffic(1204, 3.25, {"200": 1204}),
        "stopped": None,
        "damage": None,
        "faults": (),
        "counts": {outcome: counts[outcome] for outcome in Outcome},
        "flows": {"lead": "Lead"},
        "requirements": requirements,
        "exchanges": (),
    }
    return Report(**{**plain, **said})
