"""Plain reports, as a run could leave them."""

from __future__ import annotations

from conformance.exchange import Exchange, Request, Response
from conformance.outcome import Finding, Level, Outcome, Verdict
from conformance.report import Report, RequirementResult, Suite, Target, Traffic


def result(id_: str, outcome: Outcome, level: Level = Level.MUST) -> RequirementResult:
    said = outcome in {Outcome.FAIL, Outcome.DEVIATION}
    found = Finding(7, "/metadata/form_type", '"email"', "nothing", "curl -X POST 'https://a'", 3)
    return RequirementResult(
        id=id_,
        flow="leads",
        level=level,
        statement="The answer keeps the form's type.",
        explanation="Automations route on it.",
        source="Contract, Lead capture",
        file="conformance/flows/lead.py",
        line=40,
        outcome=outcome,
        judged=0 if outcome in {Outcome.NOT_OBSERVED, Outcome.NOT_APPLICABLE} else 12,
        reason=None if said or outcome is Outcome.PASS else f"Why {id_} is so.",
        findings=(found,) if said else (),
        saboteurs=("a_server_that_forgets",),
    )


def example(*results: RequirementResult, verdict: Verdict = Verdict.CONFORMANT) -> Report:
    outcomes = [result.outcome for result in results]
    request = Request("POST", "https://api.test/new-message", (("accept", "*/*"),), b'{"a": 1}')
    answer = Response(201, (("content-type", "application/json"),), b'{"metadata": {}}')
    exchange = Exchange(7, "leads", "1", "lead", None, None, None, request, answer, ended=0.034)
    return Report(
        verdict=verdict,
        summary="One sentence that says it.",
        run="run-1",
        started_at="2025-01-02T03:04:05Z",
        target=Target("https://api.test", ("leads",), ("a",), ()),
        suite=Suite("0.1.0", "sha256:aa", "sha256:bb"),
        profile="core",
        only=(),
        seed=1,
        explore=300,
        traffic=Traffic(41, 3.25, {"201": 40, "none": 1}),
        stopped=None,
        damage=None,
        faults=(),
        counts={outcome: outcomes.count(outcome) for outcome in Outcome},
        flows={"leads": "Lead capture"},
        requirements=results,
        exchanges=(exchange,),
    )


FULL = (
    result("LEAD-01", Outcome.PASS),
    result("LEAD-02", Outcome.FAIL),
    result("LEAD-03", Outcome.DEVIATION, Level.SHOULD),
    result("LEAD-04", Outcome.NOT_OBSERVED),
    result("LEAD-05", Outcome.NOT_OBSERVED, Level.SHOULD),
    result("LEAD-06", Outcome.NOT_APPLICABLE),
    result("LEAD-07", Outcome.ERROR),
)
