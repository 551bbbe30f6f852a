"""Reports made by hand, and scenarios to tell an observer of."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from conformance.exchange import Exchange, Request, Response
from conformance.outcome import Finding, Level, Outcome, Verdict
from conformance.report import Report, RequirementResult, Suite, Target, Traffic
from conformance.requirement import Flow, Scenario

FINDING = Finding(
    7, "/metadata/form_type", '"email"', "nothing", "curl", 3, cause="POST /x: /metadata/form_type"
)


def requirement(id_: str, outcome: Outcome, text: str | None = None) -> RequirementResult:
    """A requirement with what came of it; `text` stands wherever a text may stand."""
    wrong = outcome in {Outcome.FAIL, Outcome.DEVIATION}
    finding = (
        FINDING if text is None else replace(FINDING, pointer=text, expected=text, actual=text)
    )
    return RequirementResult(
        id=id_,
        flow="lead",
        level=Level.SHOULD if outcome is Outcome.DEVIATION else Level.MUST,
        statement=text or f"What {id_} asks for is kept by every server at all times.",
        explanation="",
        source="page",
        file="lead.py",
        line=1,
        outcome=outcome,
        judged=1,
        reason=None if wrong or outcome is Outcome.PASS else text or f"A reason for {id_}.",
        findings=(finding,) if wrong else (),
        saboteurs=(),
    )


def report(*requirements: RequirementResult, summary: str = "It is so.") -> Report:
    """A report on these requirements."""
    counts = Counter(one.outcome for one in requirements)
    failed = counts[Outcome.FAIL]
    return Report(
        verdict=Verdict.NON_CONFORMANT if failed else Verdict.CONFORMANT,
        summary=summary,
        run="run1",
        started_at="2026-01-01T00:00:00Z",
        target=Target("https://example.com", (), (), ()),
        suite=Suite("0", "sha256:0", "sha256:1"),
        profile="core",
        only=(),
        seed=0,
        explore=0,
        traffic=Traffic(1204, 3.25, {"200": 1204}),
        stopped=None,
        damage=None,
        faults=(),
        counts={outcome: counts[outcome] for outcome in Outcome},
        flows={"lead": "Lead"},
        requirements=requirements,
        exchanges=(),
    )


def scenario(name: str, flow: str = "lead") -> Scenario:
    """A scenario that nobody drives."""

    def drive() -> None:
        raise AssertionError

    drive.__name__ = name
    return Flow(flow, flow.title()).scenario()(drive)


def exchange(number: int, flow: str = "lead", case: str = "one", status: int = 200) -> Exchange:
    """An exchange of a case."""
    request = Request("POST", "https://example.com/x")
    return Exchange(number, flow, case, "step", None, None, None, request, Response(status))
