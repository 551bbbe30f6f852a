"""Generated reports: every outcome and verdict, with what a hostile target could answer."""

from __future__ import annotations

import generated_surveys
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from conformance.exchange import Exchange, Request, Response
from conformance.outcome import Change, Finding, Level, Outcome, Verdict
from conformance.report import Report, RequirementResult, Suite, Target, Traffic

GREEN = {Verdict.CONFORMANT, Verdict.CONFORMANT_WITH_DEVIATIONS}
QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
HOSTILE = (
    "<script>alert(1)</script>",
    "</pre></code></style><img src=x onerror=alert(1)>",
    "\"><svg/onload=alert(1)> ' &amp; {{ 7*7 }} {% raw %}",
    "```\n# not a heading\n````\n<b>",
    "`` ` `",
    "\x1b[31mred\x1b[0m\x00\x07\ufffe\ud800",
    "\u202egnp.exe\u202c\u200b",
    "]]>\r\n| a | b |",
    "\\",
    " ",
    "",
    "é" * 5000,
    "::error title=x::y",
    "a ##[add-mask]b",
    "[x](https://evil.example)",
)

texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=()), max_size=20),
    st.tuples(st.sampled_from(HOSTILE), st.sampled_from(HOSTILE)).map("".join),
)
words = st.sampled_from(["chats", "leads", "every answer"]) | texts
findings = st.builds(
    Finding,
    exchange=st.integers(1, 4),
    pointer=texts,
    expected=texts,
    actual=texts,
    reproduce=texts,
    count=st.integers(1, 2000),
    control=st.none() | st.integers(1, 4),
    changes=st.lists(
        st.builds(Change, pointer=texts, failing=texts, passing=texts), max_size=2
    ).map(tuple),
    cause=texts,
    spec_line=st.none() | st.integers(1, 900),
)
header_values = st.lists(st.tuples(texts, texts), max_size=2).map(tuple)
bodies = st.binary(max_size=12) | texts.map(lambda text: text.encode("utf-8", "replace"))
exchanges = st.builds(
    Exchange,
    number=st.integers(1, 4),
    flow=words,
    case=texts,
    step=texts,
    operation=st.none() | texts,
    agent=st.none(),
    carrier=st.none(),
    request=st.builds(Request, method=texts, url=texts, headers=header_values, body=bodies),
    response=st.none()
    | st.builds(Response, status=st.integers(100, 599), headers=header_values, body=bodies),
    unanswered=st.none() | texts,
    sent=st.booleans(),
)


@st.composite
def requirement_results(draw: st.DrawFn) -> RequirementResult:
    level = draw(st.sampled_from(Level))
    other = Outcome.DEVIATION if level is Level.MUST else Outcome.FAIL
    return RequirementResult(
        id=draw(st.from_regex(r"\A[A-Z]{2,5}-[0-9]{2}\Z") | texts),
        flow=draw(words),
        level=level,
        statement=draw(texts),
        explanation=draw(texts),
        source=draw(texts),
        file=draw(texts),
        line=draw(st.integers(1, 500)),
        outcome=draw(st.sampled_from([outcome for outcome in Outcome if outcome is not other])),
        judged=draw(st.integers(0, 5000)),
        reason=draw(st.none() | texts),
        findings=tuple(draw(st.lists(findings, max_size=2))),
        saboteurs=tuple(draw(st.lists(texts, max_size=2))),
    )


def count(results: tuple[RequirementResult, ...]) -> dict[Outcome, int]:
    return {outcome: sum(result.outcome is outcome for result in results) for outcome in Outcome}


def verdict_of(results: tuple[RequirementResult, ...], damage: str | None) -> Verdict:
    """The design's rule, said again, so that only reports that can exist are generated."""
    seen = {result.outcome for result in results}
    if Outcome.FAIL in seen:
        return Verdict.NON_CONFORMANT
    if damage is not None or Outcome.ERROR in seen or not any(result.judged for result in results):
        return Verdict.INVALID
    if (Level.MUST, Outcome.NOT_OBSERVED) in {(result.level, result.outcome) for result in results}:
        return Verdict.INCOMPLETE
    deviates = Outcome.DEVIATION in seen
    return Verdict.CONFORMANT_WITH_DEVIATIONS if deviates else Verdict.CONFORMANT


@st.composite
def reports(draw: st.DrawFn) -> Report:
    names = st.lists(texts, max_size=2).map(tuple)
    results = tuple(
        draw(st.lists(requirement_results(), max_size=4, unique_by=lambda result: result.id))
    )
    others = draw(st.lists(requirement_results(), max_size=2, unique_by=lambda result: result.id))
    ids = {result.id for result in results}
    damage = draw(st.none() | st.none() | texts)
    return Report(
        verdict=verdict_of(results, damage),
        summary=draw(texts),
        run=draw(texts),
        started_at=draw(texts | st.just("2026-01-02T03:04:05.678Z")),
        target=Target(draw(texts), draw(names), draw(names), draw(names)),
        suite=Suite(draw(texts), draw(texts), draw(texts)),
        profile=draw(texts | st.sampled_from(["smoke", "core"])),
        only=draw(names),
        seed=draw(st.integers()),
        explore=draw(st.integers(0, 5000)),
        traffic=Traffic(draw(st.integers(0, 10**6)), draw(st.floats(0, 10**5)), {"201": 3}),
        stopped=draw(st.none() | texts),
        damage=damage,
        faults=draw(names) if damage is not None else (),
        counts=count(results),
        flows={"chats": "Chats", "unused": draw(texts)},
        requirements=results,
        provisional=tuple(result for result in others if result.id not in ids),
        exchanges=tuple(draw(st.lists(exchanges, max_size=2))),
        log=tuple(draw(st.lists(exchanges, max_size=3))),
        remarks=draw(generated_surveys.remarks(texts)),
        pace=draw(generated_surveys.paces(texts)),
        coverage=draw(generated_surveys.coverages(texts)),
    )
