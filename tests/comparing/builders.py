"""Reports as data, made by hand and generated."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.outcome import Level, Outcome, Verdict

HOSTILE = (
    "<script>alert(1)</script>",
    "</pre></code></style><img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)> {{ 7*7 }}',
    "```\n# not a heading\n````\n<b>",
    "x\nBroken (0)\n",
    "\x1b[31mred\x1b[0m\x00\ud800",
    "\u202egnp.exe\u202c",
    "| a | b |",
    "",
)
texts = st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=()), max_size=12)


def finding(**given: Any) -> dict[str, Any]:
    """A finding; the texts that are given stand in it."""
    return {
        "exchange": 7,
        "pointer": "/metadata/form_type",
        "expected": '"email"',
        "actual": "nothing",
        "reproduce": "curl -X POST 'https://a.test'",
        "count": 1,
        "control": None,
        "changes": [],
        "others": [],
        **given,
    }


def requirement(
    id_: str, outcome: Outcome = Outcome.PASS, level: Level = Level.MUST, **given: Any
) -> dict[str, Any]:
    """A requirement with what came of it."""
    return {
        "id": id_,
        "flow": "lead",
        "level": level.value,
        "statement": f"What {id_} asks for.",
        "explanation": "",
        "source": "page",
        "file": "lead.py",
        "line": 1,
        "outcome": outcome.value,
        "judged": 1,
        "reason": None,
        "findings": [finding()] if outcome in {Outcome.FAIL, Outcome.DEVIATION} else [],
        "saboteurs": [],
        **given,
    }


def report(*requirements: dict[str, Any], **given: Any) -> dict[str, Any]:
    """A report of these requirements; `target` and `suite` are given in part."""
    outcomes = [one["outcome"] for one in requirements]
    target = {"url": "https://a.test", "features": [], "capabilities": ["bearer"], "consents": []}
    suite = {"version": "0.1.0", "spec_digest": "sha256:aa", "catalogue_digest": "sha256:bb"}
    return {
        "$schema": "urn:optimly-conformance:report:1",
        "format_version": 1,
        "verdict": Verdict.CONFORMANT.value,
        "summary": "It is so.",
        "run": "run-1",
        "started_at": "2025-01-02T03:04:05Z",
        "profile": "core",
        "only": [],
        "seed": 0,
        "explore": 0,
        "traffic": {"requests": 1, "seconds": 0.1, "status_counts": {"200": 1}},
        "stopped": None,
        "damage": None,
        "faults": [],
        "assurance": None,
        "counts": {outcome.value: outcomes.count(outcome.value) for outcome in Outcome},
        "flows": {"lead": "Lead capture"},
        "requirements": list(requirements),
        **given,
        "target": target | given.get("target", {}),
        "suite": suite | given.get("suite", {}),
    }


findings = st.builds(finding, pointer=texts, expected=texts, actual=texts, reproduce=texts)


@st.composite
def requirements(draw: st.DrawFn, id_: str) -> dict[str, Any]:
    level = draw(st.sampled_from(Level))
    other = Outcome.DEVIATION if level is Level.MUST else Outcome.FAIL
    outcome = draw(st.sampled_from([outcome for outcome in Outcome if outcome is not other]))
    return requirement(
        id_,
        outcome,
        level,
        statement=draw(texts),
        reason=draw(st.none() | texts),
        findings=draw(st.lists(findings, max_size=2)),
    )


@st.composite
def reports(draw: st.DrawFn) -> dict[str, Any]:
    """Reports whose requirements are from a small set: two of them have some in common."""
    ids = draw(st.lists(st.sampled_from(["LEAD-01", "LEAD-02", *HOSTILE]), unique=True))
    names = st.lists(texts, max_size=2)
    return report(
        *[draw(requirements(id_)) for id_ in ids],
        verdict=draw(st.sampled_from(Verdict)).value,
        summary=draw(texts),
        run=draw(texts),
        started_at=draw(texts),
        profile=draw(texts),
        only=draw(names),
        explore=draw(st.integers(0, 2)),
        stopped=draw(st.none() | texts),
        damage=draw(st.none() | texts),
        faults=draw(names),
        target={name: draw(names) for name in ("features", "capabilities", "consents")}
        | {"url": draw(texts)},
        suite={name: draw(texts) for name in ("version", "spec_digest", "catalogue_digest")},
    )
