"""Requirements of reports made by hand, and scenarios to tell an observer of."""

from __future__ import annotations

from dataclasses import replace

from handmade import made_requirement

from conformance.exchange import Exchange, Request, Response
from conformance.outcome import Finding, Level, Outcome
from conformance.report import RequirementResult
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
    said = {} if text is None else {"statement": text}
    return made_requirement(
        id_,
        outcome,
        Level.SHOULD if outcome is Outcome.DEVIATION else Level.MUST,
        reason=None if wrong or outcome is Outcome.PASS else text or f"A reason for {id_}.",
        findings=(finding,) if wrong else (),
        **said,
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
